package dev.botbottle.manifest;

import java.util.List;

/** Where the launcher gets the value of a secret. */
public sealed interface SecretSource {
  /** A variable of the host's environment: {@code env:NAME}. */
  record Env(String variable) implements SecretSource {}

  /** A file on the host, as written: {@code file:PATH}. */
  record File(String path) implements SecretSource {}

  /**
   * The output of a program on the host: {@code command:PROGRAM ARGUMENT…}. Never given to a shell.
   * Only a user's own manifest may have it.
   */
  record Command(List<String> arguments) implements SecretSource {
    public Command {
      arguments = List.copyOf(arguments);
    }
  }
}
