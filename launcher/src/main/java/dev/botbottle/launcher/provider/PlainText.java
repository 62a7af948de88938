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

  /** By these, programs take a password, a passphrase, a token or a key. */
  private static final String PASSWORD_LETTERS = "pPatkKw";

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

  /**
   * The first of a program's arguments that may be a secret or have one in it; -1 when none does.
   * An option and what follows it are looked at together, also where the option's single letter is
   * one that programs take passwords by: {@code -p hunter2}.
   */
  int firstTelling(List<String> arguments) {
    String before = "";
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      boolean value = before.startsWith("-") && !argument.startsWith("-");
      if (!mayShow(value ? before + "=" + argument : argument)
          || isLettered(value ? before : argument, value ? argument : "")) {
        return i;
      }
      before = argument.indexOf('=') < 0 ? argument : "";
    }
    return -1;
  }

  /** Whether a single-letter option has a value that is no number, path or variable. */
  private static boolean isLettered(String option, String behind) {
    if (option.length() < 2 || option.charAt(0) != '-') {
      return false;
    }
    char letter = option.charAt(1);
    // curl's -u takes a name and a password
    boolean named = letter == 'u' || letter == 'U';
    if (!named && PASSWORD_LETTERS.indexOf(letter) < 0) {
      return false;
    }
    boolean attached = option.length() > 2; // mysql's -phunter2
    String value = attached ? option.substring(2) : behind;
    if (value.startsWith("=")) {
      value = value.substring(1);
    }
    if (named) {
      int colon = value.indexOf(':');
      return colon >= 0 && !value.startsWith("${", colon + 1) && !value.contains("://");
    }
    // -port=8080 is an option of its own, -t stdio a word; after -p a word may be a password
    int equals = value.indexOf('=');
    boolean word = isLowerCase(equals < 0 ? value : value.substring(0, equals));
    return !(word && (attached || (letter != 'p' && letter != 'P'))) && !isHarmless(value);
  }

  private static boolean isLowerCase(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < 'a' || c > 'z') && c != '-') {
        return false;
      }
    }
    return true;
  }

  /** A number, a range or mapping of ports, a path, a scoped package, or a variable. */
  private static boolean isHarmless(String value) {
    if (value.startsWith("/")
        || value.startsWith("@")
        || value.startsWith("./")
        || value.startsWith("../")
        || value.startsWith("~/")
        || value.startsWith("${")
        || value.equals(".")) {
      return true;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < '0' || c > '9') && c != ':' && c != '-' && c != '.') {
        return false;
      }
    }
    return true;
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
