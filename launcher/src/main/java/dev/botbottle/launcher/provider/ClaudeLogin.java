package dev.botbottle.launcher.provider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
    try (JsonParser in =
        new JsonFactory().createParser(ObjectReadContext.empty(), Files.readAllBytes(file))) {
      int depth = 0;
      boolean within = false;
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        switch (token) {
          case START_OBJECT, START_ARRAY -> depth++;
          case END_OBJECT, END_ARRAY -> depth--;
          case PROPERTY_NAME -> {
            if (depth == 1) {
              within = in.currentName().equals(MEMBER);
            } else if (within && depth == 2 && in.currentName().equals("expiresAt")) {
              return in.nextToken() == JsonToken.VALUE_NUMBER_INT
                  ? Optional.of(Instant.ofEpochMilli(in.getLongValue()))
                  : Optional.empty();
            }
          }
          case VALUE_STRING,
              VALUE_NUMBER_INT,
              VALUE_NUMBER_FLOAT,
              VALUE_TRUE,
              VALUE_FALSE,
              VALUE_NULL,
              VALUE_EMBEDDED_OBJECT,
              NOT_AVAILABLE -> {}
        }
      }
    } catch (IOException | JacksonException e) {
      return Optional.empty(); // the start says what is wrong with it
    }
    return Optional.empty();
  }
}
