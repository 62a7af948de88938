package dev.botbottle.policy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path as a server may understand it. Paths that two servers would understand differently (dot
 * segments, backslashes, control characters, bad escapes, at any depth of encoding) are refused.
 */
sealed interface PathText {
  /** Stands for an encoded slash that a server keeps as part of its segment. */
  char KEPT_SLASH = '\uE000';

  /** More layers of percent-encoding than any client has a reason for. */
  int MAX_LAYERS = 4;

  /**
   * A path that is never let through.
   *
   * @param why the reason, as a clause
   */
  record Refused(String why) implements PathText {}

  /**
   * A path that can be matched.
   *
   * @param path the path decoded once
   * @param readings every way a server may read it, {@code path} among them
   * @param encodedSlash whether some layer of encoding hides a slash
   */
  record Read(String path, List<String> readings, boolean encodedSlash) implements PathText {}

  /** Reads a path as it stands on the wire, one character for each byte. */
  static PathText parse(String raw) {
    String path = raw.isEmpty() ? "/" : raw;
    if (path.charAt(0) != '/') {
      return new Refused("the path does not begin with /");
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c <= ' ' || c == 0x7f || c == '?' || c == '#') {
        return new Refused("the path holds a character that must be encoded");
      }
    }
    List<String> readings = new ArrayList<>(4);
    boolean encodedSlash = false;
    String layer = path;
    for (int depth = 0; depth < MAX_LAYERS; depth++) {
      boolean wire = depth == 0;
      String decoded = decode(layer, wire);
      if (decoded == null) {
        return new Refused("the path holds an escape that is not UTF-8");
      }
      if (!wire && decoded.equals(layer)) {
        return new Read(readings.getFirst(), List.copyOf(readings), encodedSlash);
      }
      String problem = problem(decoded);
      if (problem != null) {
        return new Refused(problem);
      }
      readings.add(decoded);
      addReadings(decoded, readings);
      if (slashes(decoded) != slashes(layer)) {
        encodedSlash = true;
        String kept = decode(keepSlashes(layer), wire);
        readings.add(kept == null ? decoded : kept);
      }
      layer = decoded;
    }
    return new Refused("the path is percent-encoded more than " + (MAX_LAYERS - 1) + " times");
  }

  /** Readings of servers that merge slashes, strip path parameters or fold compatible letters. */
  private static void addReadings(String path, List<String> readings) {
    String simple = simplify(path);
    if (!simple.equals(path)) {
      readings.add(simple);
    }
    String folded = fold(path);
    if (!folded.equals(path)) {
      readings.add(folded);
    }
  }

  private static String simplify(String path) {
    StringBuilder out = new StringBuilder(path.length());
    boolean parameter = false;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '/') {
        parameter = false;
        if (!out.isEmpty() && out.charAt(out.length() - 1) == '/') {
          continue;
        }
      } else if (c == ';') {
        parameter = true;
      }
      if (!parameter) {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String fold(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) > 0x7f) {
        return Normalizer.normalize(path, Normalizer.Form.NFKC);
      }
    }
    return path;
  }

  /** Why a layer cannot be let through, or null. */
  private static @Nullable String problem(String layer) {
    String folded = fold(layer);
    if (slashes(folded) != slashes(layer)) {
      return "the path holds a character that some servers read as a slash";
    }
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if (c == '\\') {
        return "the path holds a backslash";
      }
      if (Character.isISOControl(c) || c == KEPT_SLASH) {
        return "the path holds a control character";
      }
    }
    int start = 1;
    for (int i = 1; i <= folded.length(); i++) {
      if (i == folded.length() || folded.charAt(i) == '/') {
        if (isDots(folded, start, i)) {
          return "the path holds a dot segment";
        }
        start = i + 1;
      }
    }
    return null;
  }

  /** A segment of dots and spaces only, path parameters aside ({@code ..;x} is one for Tomcat). */
  private static boolean isDots(String path, int from, int to) {
    boolean dot = false;
    for (int i = from; i < to; i++) {
      char c = path.charAt(i);
      if (c == ';') {
        break;
      }
      if (c != '.' && c != ' ') {
        return false;
      }
      dot |= c == '.';
    }
    return dot;
  }

  /** The layer without its escapes, or null when they are broken. */
  private static @Nullable String decode(String layer, boolean wire) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(layer.length());
    for (int i = 0; i < layer.length(); i++) {
      char c = layer.charAt(i);
      if (c == '%') {
        int high = i + 2 < layer.length() ? hex(layer.charAt(i + 1)) : -1;
        int low = i + 2 < layer.length() ? hex(layer.charAt(i + 2)) : -1;
        if (high < 0 || low < 0) {
          if (wire) {
            return null;
          }
          // Below the first layer a lone percent sign is just that: /100%25 means "100%".
          bytes.write('%');
          continue;
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else if (c <= 0x7f || (wire && c <= 0xff)) {
        bytes.write(c);
      } else {
        int codePoint = layer.codePointAt(i);
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(codePoint) - 1;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static String keepSlashes(String layer) {
    String kept = String.valueOf(KEPT_SLASH);
    return layer.replace("%2f", kept).replace("%2F", kept);
  }

  private static int slashes(String text) {
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '/') {
        count++;
      }
    }
    return count;
  }

  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
