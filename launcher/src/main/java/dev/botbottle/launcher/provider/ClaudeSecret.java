package dev.botbottle.launcher.provider;

import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.launcher.host.Host;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the user's credential for Claude Code comes from, and which of the program's two ways of
 * signing in it is for.
 *
 * @param origin where the value is read
 * @param variable what the program reads inside
 * @param shape how a real one begins
 * @param header the header field it travels in
 * @param format the field's text around it
 */
record ClaudeSecret(
    SecretOrigin origin, String variable, String shape, String header, String format) {
  private static final List<String> TOKEN_VARIABLES =
      List.of("CLAUDE_BOTTLE_OAUTH_TOKEN", "BOTTLE_CLAUDE_OAUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN");

  /** What is assumed of a host without one, when only the routes matter. */
  static final ClaudeSecret UNKNOWN = token(new SecretOrigin.Variable(TOKEN_VARIABLES.getFirst()));

  /** The first of: a token variable, a kept token, an API key, the program's own login. */
  static Optional<ClaudeSecret> find(Host host) {
    for (String name : TOKEN_VARIABLES) {
      if (host.variable(name).isPresent()) {
        return Optional.of(token(new SecretOrigin.Variable(name)));
      }
    }
    Path kept = keptToken(host);
    if (Files.isReadable(kept)) {
      return Optional.of(token(new SecretOrigin.FileContent(kept)));
    }
    if (host.variable("ANTHROPIC_API_KEY").isPresent()) {
      return Optional.of(
          new ClaudeSecret(
              new SecretOrigin.Variable("ANTHROPIC_API_KEY"),
              "ANTHROPIC_API_KEY",
              "sk-ant-api03-",
              "x-api-key",
              "{}"));
    }
    Path login = host.home().resolve(".claude/.credentials.json");
    if (Files.isReadable(login)) {
      return Optional.of(
          token(new SecretOrigin.JsonField(login, List.of(ClaudeLogin.MEMBER, "accessToken"))));
    }
    return Optional.empty();
  }

  /** Where {@code bottle login claude} says to keep the token. */
  static Path keptToken(Host host) {
    return host.configuration().resolve("claude-token");
  }

  private static ClaudeSecret token(SecretOrigin origin) {
    return new ClaudeSecret(
        origin, "CLAUDE_CODE_OAUTH_TOKEN", "sk-ant-oat01-", "Authorization", "Bearer {}");
  }
}
