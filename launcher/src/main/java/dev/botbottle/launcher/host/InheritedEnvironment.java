package dev.botbottle.launcher.host;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a program of the user's keeps of the environment this process has.
 *
 * <p>The agents' own credentials, and the ones for a collector, go to none. A command that fetches
 * a secret keeps the rest: it may need the session of its vault. A package client keeps no variable
 * that is named like a secret but its own settings and what the user's own configuration of it
 * refers to. What the manifest names as a secret goes to none but a client whose own configuration
 * names it too.
 */
public final class InheritedEnvironment {
  /** Variables that the product itself reads as a credential. */
  private static final Set<String> CREDENTIALS =
      Set.of(
          "CLAUDE_BOTTLE_OAUTH_TOKEN",
          "BOTTLE_CLAUDE_OAUTH_TOKEN",
          "CLAUDE_CODE_OAUTH_TOKEN",
          "ANTHROPIC_API_KEY",
          "OTEL_EXPORTER_OTLP_HEADERS",
          "OTEL_EXPORTER_OTLP_LOGS_HEADERS",
          // not read here, but they hold what the two above do
          "OTEL_EXPORTER_OTLP_METRICS_HEADERS",
          "OTEL_EXPORTER_OTLP_TRACES_HEADERS");

  private static final List<String> TELLING =
      List.of("TOKEN", "SECRET", "PASSW", "PASSPHRASE", "CREDENTIAL", "AUTH", "KEY");

  /** Everything but the agents' credentials. */
  public static final InheritedEnvironment OF_A_SECRETS_COMMAND =
      new InheritedEnvironment(false, List.of(), "", Set.of());

  /** Nothing that is named like a secret. */
  public static final InheritedEnvironment WITHOUT_SECRETS =
      new InheritedEnvironment(true, List.of(), "", Set.of());

  private final boolean strict;
  private final List<String> settings;
  private final String configuration;
  private final Set<String> secrets;

  private InheritedEnvironment(
      boolean strict, List<String> settings, String configuration, Set<String> secrets) {
    this.strict = strict;
    this.settings = List.copyOf(settings);
    this.configuration = configuration;
    this.secrets = Set.copyOf(secrets);
  }

  /**
   * A package client's.
   *
   * @param settings what the names of its own settings begin with, in capitals
   * @param configuration the user's configuration of it; a variable named there as {@code ${NAME}}
   *     is kept
   */
  public static InheritedEnvironment ofAClient(List<String> settings, String configuration) {
    return new InheritedEnvironment(true, settings, configuration, Set.of());
  }

  /**
   * The same without these variables, which hold secrets whatever they are called; what a client's
   * own configuration names stays.
   */
  public InheritedEnvironment without(Set<String> names) {
    return new InheritedEnvironment(strict, settings, configuration, names);
  }

  /** Takes out what is not to be inherited. */
  void clean(Map<String, String> environment) {
    environment.keySet().removeIf(this::isWithheld);
  }

  private boolean isWithheld(String name) {
    if (CREDENTIALS.contains(name)) {
      return true;
    }
    if (configuration.contains("${" + name + "}")) {
      return false;
    }
    if (secrets.contains(name)) {
      return true;
    }
    if (!strict) {
      return false;
    }
    String upper = name.toUpperCase(Locale.ROOT);
    for (String setting : settings) {
      if (upper.startsWith(setting)) {
        return false;
      }
    }
    for (String word : TELLING) {
      if (upper.contains(word)) {
        return true;
      }
    }
    return false;
  }
}
