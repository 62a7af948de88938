package dev.botbottle.launcher.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is mounted on this host. */
public final class HostMounts {
  private static final int POINT = 4; // proc_pid_mountinfo(5), field 5

  private HostMounts() {}

  /** The places below a directory, itself not among them, where something else is mounted. */
  public static List<Path> below(Path directory) {
    try {
      return below(
          directory,
          Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return List.of(); // without /proc no bottle can be made either
    }
  }

  static List<Path> below(Path directory, List<String> mountinfo) {
    List<Path> points = new ArrayList<>();
    for (String line : mountinfo) {
      String[] fields = line.split(" ", -1);
      if (fields.length > POINT) {
        Path point = Path.of(unescaped(fields[POINT]));
        if (point.startsWith(directory) && !point.equals(directory) && !points.contains(point)) {
          points.add(point);
        }
      }
    }
    return points;
  }

  /** Space, tab, line end and backslash stand there as three octal digits; the rest is bytes. */
  private static String unescaped(String field) {
    byte[] bytes = new byte[field.length()];
    int length = 0;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 3 < field.length()) {
        bytes[length++] = (byte) Integer.parseInt(field.substring(i + 1, i + 4), 8);
        i += 3;
      } else {
        bytes[length++] = (byte) c;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
