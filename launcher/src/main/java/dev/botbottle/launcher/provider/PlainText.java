package dev.botbottle.launcher.provider;

import dev.botbottle.scan.Finding;
import dev.botbottle.scan.KnownSecret;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.ScanAction;
import dev.botbottle.scan.ScanProfile;
import dev.botbottle.scan.Scanner;
import java.util.List;
import java.util.Locale;

/**
 * Whether a text of a user's configuration may be shown in a bottle without being granted: it must
 * look harmless, not only not like a secret.
 */
final class PlainText {
  private static final int LONGEST = 200;
  private static final int LONGEST_WORD = 32;
  private static final int LONGEST_SCHEME = 8;

  /** Parts of names that are given to credentials. */
  private static final List<String> TELLING =
      List.of(
          "token",
          "secret",
          "pass",
          "pwd",
          "key",
          "auth",
          "cred",
          "cookie",
          "session",
          "dsn",
          "bearer",
          "signature");

  /** Made when something is to be looked at: most homes have nothing. */
  private static final class Formats {
    static final Scanner SCANNER = Scanner.of(List.of());
  }

  /** Whether a variable, or a value of a query, may be shown with its value. */
  boolean mayShow(String name, String value) {
    return !isTelling(name) && isWord(value) && !KnownSecret.likely(name, value) && isClean(value);
  }

  /**
   * Whether an argument of a program may be shown, also one like {@code -e=NAME=value}, a header
   * field or an address: each name in it is looked at with what follows, and each word by itself.
   */
  boolean mayShow(String argument) {
    if (argument.length() > 4 * LONGEST) {
      return false;
    }
    int word = 0;
    for (int i = 0; i <= argument.length(); i++) {
      if (i < argument.length() && isOfWord(argument.charAt(i))) {
        continue;
      }
      String text = argument.substring(word, i);
      if (KnownSecret.likely("", text) || (isTelling(text) && isNamed(text, argument, i))) {
        return false;
      }
      word = i + 1;
    }
    return !KnownSecret.likely("", argument) && isClean(argument);
  }

  private static boolean isOfWord(char c) {
    return c > ' ' && "=:/?&,;|\"'(){}[]<>@".indexOf(c) < 0;
  }

  /** Whether a word that ends here is the name of a value that is not one of the bottle's own. */
  private static boolean isNamed(String word, String argument, int end) {
    int at = end;
    while (at < argument.length() && "\"' ".indexOf(argument.charAt(at)) >= 0) {
      at++;
    }
    if (at == argument.length() || "=:".indexOf(argument.charAt(at)) < 0) {
      return false;
    }
    if (argument.charAt(at) == ':' && word.indexOf('.') >= 0) {
      return false; // a host with its port
    }
    String value = argument.substring(at + 1).strip();
    int space = value.indexOf(' ');
    // Bearer ${NAME}
    boolean scheme = space > 0 && space < LONGEST_SCHEME;
    return !(scheme ? value.substring(space + 1) : value).startsWith("${");
  }

  /**
   * Whether a longer text, that is shown on purpose, has nothing in it of a credential's format.
   */
  boolean isFreeOfCredentials(String text) {
    for (Finding finding : Formats.SCANNER.scan(text, new Place.Body(), ScanProfile.DENY)) {
      if (ScanProfile.DENY.actionFor(finding) != ScanAction.WARN) {
        return false;
      }
    }
    return true;
  }

  /** Whether something of this name is likely to be a credential. */
  static boolean isTelling(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String part : TELLING) {
      if (lower.contains(part)) {
        return true;
      }
    }
    return false;
  }

  /** A short word, a number, or a path; no text that could hold a sentence, a URL or a pair. */
  private static boolean isWord(String value) {
    if (value.length() > (value.startsWith("/") ? LONGEST : LONGEST_WORD)) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "._-/".indexOf(c) >= 0;
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  private boolean isClean(String text) {
    return Formats.SCANNER.scan(text, new Place.Body(), ScanProfile.DENY).isEmpty();
  }
}
