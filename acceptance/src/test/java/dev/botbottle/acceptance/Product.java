package dev.botbottle.acceptance;

import dev.botbottle.testkit.model.ClaudeProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The product of this checkout, as {@code scripts/build} made it. */
final class Product {
  private Product() {}

  /** The checkout's folder. */
  static Path checkout() {
    return Path.of("..").toAbsolutePath().normalize();
  }

  /**
   * The program {@code bottle}, ready to start.
   *
   * @throws IllegalStateException when it has not been built, or from another revision
   */
  static Path bottle() {
    Path ready = checkout().resolve(".build/image/ready");
    if (!Files.exists(ready)) {
      throw new IllegalStateException(
          "the product is not built: run scripts/build first (./verify does)");
    }
    try {
      Process revision =
          new ProcessBuilder(checkout().resolve("scripts/revision").toString()).start();
      String now = new String(revision.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (!Files.readString(ready).equals(now)) {
        throw new IllegalStateException(
            "the product was built from another revision: run scripts/build first (./verify does)");
      }
    } catch (IOException e) {
      throw new IllegalStateException("could not tell what the product was built from", e);
    }
    return checkout().resolve("bottle");
  }

  /** The real Claude Code, where the test kit's own tests put it too: it is large. */
  static Path claude() throws IOException {
    String agents =
        System.getProperty("bottle.agents", checkout().resolve("testkit/target/agents").toString());
    return ClaudeProgram.fetch(Path.of(agents, "claude"));
  }

  /** Its runtime image. */
  static Path runtime() {
    bottle();
    return checkout().resolve(".build/image");
  }
}
