package dev.botbottle.launcher.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The Unix sockets of the host that have a path (proc_net(5), unix). */
public final class HostSockets {
  private HostSockets() {}

  /** Those below one of some folders. */
  public static List<Path> below(Collection<Path> folders) {
    List<Path> found = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(Path.of("/proc/net/unix"))) {
        int at = line.indexOf('/');
        if (at > 0 && line.charAt(at - 1) == ' ') {
          Path socket = Path.of(line.substring(at));
          if (folders.stream().anyMatch(socket::startsWith) && Files.exists(socket)) {
            found.add(socket);
          }
        }
      }
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.NO_BACKEND,
          "could not look for sockets of this host: /proc/net/unix cannot be read",
          "mount /proc as usual",
          e);
    }
    return found;
  }
}
