package dev.botbottle.manifest;

import java.util.Optional;

/** Paths as manifests write them. */
final class Paths {
  private Paths() {}

  /**
   * The path, or in a project's file a problem when it leads out of the project: only plain names
   * joined by slashes stay inside. (Whether a name is a link is seen when the file is read.)
   */
  static Optional<String> inside(Optional<Node.Text> text, Problems problems) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String path = text.get().value();
    if (path.indexOf('\0') >= 0) {
      problems.expected(text.get(), "a path without NUL", "");
      return Optional.empty();
    }
    if (problems.scope().project() && !isInside(path)) {
      problems.expected(
          text.get(),
          "a path inside the project",
          "a project's manifest names no file outside its directory; write it relative to that");
      return Optional.empty();
    }
    return Optional.of(path);
  }

  private static boolean isInside(String path) {
    if (path.equals(".")) {
      return true;
    }
    if (path.startsWith("~")) {
      return false;
    }
    int start = 0;
    for (int i = 0; i <= path.length(); i++) {
      if (i == path.length() || path.charAt(i) == '/') {
        String name = path.substring(start, i);
        if (name.isEmpty() || name.equals("..") || (name.equals(".") && start > 0)) {
          return false;
        }
        start = i + 1;
      } else if (Character.isISOControl(path.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
