package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.session.SessionStore;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * One call of a command.
 *
 * @param options what was parsed
 * @param rest what stands behind {@code --}
 * @param host the machine and the user
 */
record Invocation(ParseResult options, List<String> rest, Host host) {
  /** A {@code --format} option. */
  static OptionSpec format() {
    return OptionSpec.builder("--format")
        .paramLabel("FORMAT")
        .type(String.class)
        .description("text or json.")
        .build();
  }

  /** An option without a value. */
  static OptionSpec flag(String description, String... names) {
    return OptionSpec.builder(names[0], names)
        .type(Boolean.class)
        .arity("0")
        .description(description)
        .build();
  }

  boolean flag(String name) {
    return options.matchedOptionValue(name, Boolean.FALSE);
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(options.matchedOptionValue(name, null));
  }

  /** The numbers of an option that may be given more than once. */
  List<Integer> numbers(String name) {
    return options.matchedOptionValue(name, List.of());
  }

  Optional<String> positional(int index) {
    return Optional.ofNullable(options.matchedPositionalValue(index, null));
  }

  /** Whether JSON was asked for. */
  boolean json() {
    return switch (value("--format").orElse("text")) {
      case "json" -> true;
      case "text" -> false;
      default ->
          throw new BottleException(
              ExitCode.USAGE,
              "could not use the format " + value("--format").orElse(""),
              "there are: text, json");
    };
  }

  SessionStore sessions() {
    return new SessionStore(host.state());
  }
}
