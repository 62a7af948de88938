package dev.botbottle.launcher.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The logins of an {@code .npmrc}: {@code //HOST/PATH/:_authToken}, {@code :_auth}, or {@code
 * :username} with {@code :_password} (docs.npmjs.com, "npmrc", auth related configuration).
 */
final class NpmLogins {
  private NpmLogins() {}

  static List<WrittenLogin> parse(String text) {
    Map<String, Map<String, String>> registries = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      String entry = line.strip();
      int equals = entry.indexOf('=');
      if (!entry.startsWith("//") || equals < 0) {
        continue;
      }
      String key = entry.substring(0, equals).strip();
      int colon = key.lastIndexOf(":");
      if (colon > 2) {
        registries
            .computeIfAbsent(key.substring(0, colon), name -> new LinkedHashMap<>())
            .put(key.substring(colon + 1), unquoted(entry.substring(equals + 1).strip()));
      }
    }
    List<WrittenLogin> logins = new ArrayList<>();
    registries.forEach((name, settings) ->
        RegistryAddress.parse("https:" + name)
            .ifPresent(place -> add(logins, name, place, settings)));
    return logins;
  }

  private static void add(
      List<WrittenLogin> logins, String name, RegistryAddress place, Map<String, String> settings) {
    String token = settings.getOrDefault("_authToken", "");
    String pair = settings.getOrDefault("_auth", "");
    String user = settings.getOrDefault("username", "");
    String password = settings.getOrDefault("_password", "");
    if (!token.isEmpty()) {
      logins.add(new WrittenLogin(name, place, WrittenLogin.Form.BEARER, "", token));
    } else if (!pair.isEmpty()) {
      String decoded = decoded(pair);
      int colon = decoded.indexOf(':');
      logins.add(
          colon < 1
              ? WrittenLogin.unusable(name, place, "its _auth is not base64 of USER:PASSWORD")
              : new WrittenLogin(
                  name,
                  place,
                  WrittenLogin.Form.BASIC,
                  decoded.substring(0, colon),
                  decoded.substring(colon + 1)));
    } else if (!user.isEmpty() && !password.isEmpty()) {
      String decoded = decoded(password);
      logins.add(
          decoded.isEmpty()
              ? WrittenLogin.unusable(name, place, "its _password is not base64")
              : new WrittenLogin(name, place, WrittenLogin.Form.BASIC, user, decoded));
    }
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() > 1
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
