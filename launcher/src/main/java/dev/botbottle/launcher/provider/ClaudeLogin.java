package dev.botbottle.launcher.provider;

import dev.botbottle.launcher.host.JsonMembers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The file in which Claude Code keeps its own login on this host. */
final class ClaudeLogin {
  /** The member of the file that holds the login. */
  static final String MEMBER = "claudeAiOauth";

  private ClaudeLogin() {}

  /** When its token expires, or did; empty when it does not say. */
  static Optional<Instant> expiry(Path file) {
    byte[] content = new byte[0];
    try {
      content = Files.readAllBytes(file);
      try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), content)) {
        in.nextToken();
        return JsonMembers.enter(in, MEMBER)
                && JsonMembers.enter(in, "expiresAt")
                && in.currentToken() == JsonToken.VALUE_NUMBER_INT
            ? Optional.of(Instant.ofEpochMilli(in.getLongValue()))
            : Optional.empty();
      }
    } catch (IOException | JacksonException e) {
      return Optional.empty(); // the start says what is wrong with it
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }
}
