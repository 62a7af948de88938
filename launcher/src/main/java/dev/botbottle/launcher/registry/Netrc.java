package dev.botbottle.launcher.registry;

import java.util.ArrayList;
import java.util.List;

/**
 * The logins of a {@code .netrc} (ftp(1), "THE .netrc FILE"). Its {@code default} is left alone: a
 * login for every host is one for hosts the user never thought of.
 */
final class Netrc {
  private Netrc() {}

  static List<WrittenLogin> parse(String text) {
    List<WrittenLogin> logins = new ArrayList<>();
    List<String> words = words(text);
    String machine = "";
    String login = "";
    for (int i = 0; i + 1 < words.size(); i++) {
      switch (words.get(i)) {
        case "machine" -> {
          machine = words.get(++i);
          login = "";
        }
        case "default" -> machine = "";
        case "login" -> login = words.get(++i);
        case "account" -> i++;
        case "password" -> {
          add(logins, machine, login, words.get(++i));
        }
        default -> {}
      }
    }
    return logins;
  }

  private static void add(
      List<WrittenLogin> logins, String machine, String login, String password) {
    if (!machine.isEmpty() && !login.isEmpty()) {
      RegistryAddress.parse("https://" + machine + "/")
          .ifPresent(place ->
              logins.add(
                  new WrittenLogin(machine, place, WrittenLogin.Form.BASIC, login, password)));
    }
  }

  /** The words, without comments and macros, which end at an empty line. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    boolean macro = false;
    for (String line : text.lines().toList()) {
      macro = (macro || line.strip().startsWith("macdef")) && !line.isBlank();
      if (!macro && !line.strip().startsWith("#")) {
        for (String word : line.strip().split("\\s+", -1)) {
          if (!word.isEmpty()) {
            words.add(word);
          }
        }
      }
    }
    return words;
  }
}
