package dev.botbottle.manifest;

/** Where the value of an environment variable comes from. */
public sealed interface EnvValue {
  /** The text itself. May be a secret somebody wrote down: it does not print. */
  record Literal(String text) implements EnvValue {
    @Override
    public String toString() {
      return "Literal[***]";
    }
  }

  /** A variable of the host's environment at launch. */
  record FromHost(String variable) implements EnvValue {}

  /** Asked at launch without echo. */
  record Prompt(String question) implements EnvValue {}

  /** Read at launch where a secret is; visible inside. */
  record FromSource(SecretSource source) implements EnvValue {}

  /** The stand-in of a secret that a route of the bottle injects: the value stays outside. */
  record Placeholder(String secret) implements EnvValue {}
}
