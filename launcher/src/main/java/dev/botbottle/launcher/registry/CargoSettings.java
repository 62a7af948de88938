package dev.botbottle.launcher.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What cargo's {@code config.toml} and {@code credentials.toml} say of named registries
 * (doc.rust-lang.org/cargo/reference/config.html, "registries"). The token of the default registry
 * is left alone: it is for publishing, and reading there takes none.
 */
final class CargoSettings {
  private static final String SECTION = "registries.";
  private static final String DEFAULT = "registry";
  private static final String PROVIDERS = "global-credential-providers";

  /** Settings that say where packages come from and hold no login. */
  private static final List<String> PASSED =
      List.of("index", "registry", "replace-with", "default", "protocol");

  private CargoSettings() {}

  /**
   * The tokens of named registries. Each goes to the folder its index is in, where registries have
   * their packages too; where two would share a folder, to its own index alone.
   */
  static List<WrittenLogin> logins(String config, String credentials) {
    Map<String, Map<String, String>> tokens = sections(credentials);
    Map<String, RegistryAddress> indexes = new LinkedHashMap<>();
    sections(config)
        .forEach((section, settings) -> {
          boolean login =
              !tokens.getOrDefault(section, Map.of()).getOrDefault("token", "").isEmpty();
          if (section.startsWith(SECTION) && login) {
            RegistryAddress.parse(address(settings.getOrDefault("index", "")))
                .ifPresent(index -> indexes.put(section, index));
          }
        });
    List<WrittenLogin> logins = new ArrayList<>();
    indexes.forEach((section, index) -> {
      int sharing = 0;
      for (RegistryAddress other : indexes.values()) {
        sharing += other.folder().equals(index.folder()) && !other.equals(index) ? 1 : 0;
      }
      logins.add(
          new WrittenLogin(
              section.substring(SECTION.length()),
              sharing == 0 ? index.folder() : index,
              WrittenLogin.Form.WHOLE,
              "",
              tokens.getOrDefault(section, Map.of()).getOrDefault("token", "")));
    });
    return logins;
  }

  /** The variable that gives cargo the token of a registry; inside it holds the stand-in. */
  static String variable(String registry) {
    return "CARGO_REGISTRIES_" + registry.toUpperCase(Locale.ROOT).replace('-', '_') + "_TOKEN";
  }

  /**
   * The settings a cargo inside needs to ask the same registries; empty when there is none.
   *
   * @param tokens whether it has tokens for some: at a registry that demands one, cargo uses its
   *     variable only when told of a provider ("registry authentication" in its reference)
   */
  static String withoutLogins(String config, boolean tokens) {
    StringBuilder out = new StringBuilder();
    Map<String, Map<String, String>> all = sections(config);
    if (tokens) {
      all.computeIfAbsent(DEFAULT, name -> new LinkedHashMap<>()).put(PROVIDERS, "");
    }
    all.forEach((section, settings) -> {
      if (!section.startsWith(SECTION)
          && !section.startsWith("source.")
          && !section.equals(DEFAULT)) {
        return;
      }
      StringBuilder lines = new StringBuilder();
      settings.forEach((key, value) -> {
        if (key.equals(PROVIDERS)) {
          lines.append(PROVIDERS).append(" = [\"cargo:token\"]\n");
        } else if (PASSED.contains(key) && !value.contains("@") && isPlain(value)) {
          lines.append(key).append(" = \"").append(value).append("\"\n");
        }
      });
      if (!lines.isEmpty()) {
        out.append('[').append(section).append("]\n").append(lines);
      }
    });
    return out.toString();
  }

  private static boolean isPlain(String value) {
    return value.indexOf('"') < 0 && value.indexOf('\\') < 0;
  }

  private static String address(String index) {
    return index.startsWith("sparse+") ? index.substring("sparse+".length()) : index;
  }

  /** Tables of texts. What else TOML has does not occur in these settings. */
  private static Map<String, Map<String, String>> sections(String toml) {
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    String section = "";
    for (String line : toml.lines().toList()) {
      String text = line.strip();
      int equals = text.indexOf('=');
      if (text.startsWith("[") && text.indexOf(']') > 0) {
        section = text.substring(1, text.indexOf(']')).replace("\"", "").strip();
      } else if (equals > 0 && !text.startsWith("#")) {
        String value = text.substring(equals + 1).strip();
        int end = value.length() > 1 ? value.indexOf(value.charAt(0), 1) : -1;
        if (end > 0 && (value.charAt(0) == '"' || value.charAt(0) == '\'')) {
          sections
              .computeIfAbsent(section, name -> new LinkedHashMap<>())
              .put(text.substring(0, equals).strip(), value.substring(1, end));
        }
      }
    }
    return sections;
  }
}
