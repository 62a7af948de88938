package dev.botbottle.backends.bubblewrap;

import java.util.OptionalInt;

/** What bubblewrap tells through {@code --info-fd}. */
final class BubblewrapInfo {
  private static final String CHILD = "\"child-pid\":";

  private BubblewrapInfo() {}

  /** The id of the process in the new namespaces; empty when it told nothing. */
  static OptionalInt childPid(String info) {
    int at = info.indexOf(CHILD);
    if (at < 0) {
      return OptionalInt.empty();
    }
    String rest = info.substring(at + CHILD.length()).stripLeading();
    int end = 0;
    while (end < rest.length() && Character.isDigit(rest.charAt(end))) {
      end++;
    }
    return end == 0
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(rest.substring(0, end)));
  }
}
