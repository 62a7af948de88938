package dev.botbottle.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The manifest's form as a JSON Schema (draft 2020-12), for editors. It says what the decoder says
 * about each value by itself; what refers to something else (a bottle that is not there, a circle,
 * a key written twice) only the decoder sees.
 */
public final class ManifestSchema {
  private ManifestSchema() {}

  /** The schema. */
  public static String text() {
    try (InputStream in = ManifestSchema.class.getResourceAsStream("bottle.schema.json")) {
      if (in == null) {
        throw new IllegalStateException("no resource bottle.schema.json");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
