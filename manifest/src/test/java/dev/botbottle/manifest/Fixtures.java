package dev.botbottle.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The manifests among the test resources. */
final class Fixtures {
  private Fixtures() {}

  static byte[] bytes(String name) {
    try (InputStream in = Fixtures.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("no resource " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  static Manifest read(String text) throws ManifestException {
    return read(text, Scope.USER);
  }

  static Manifest read(String text, Scope scope) throws ManifestException {
    return ManifestReader.read("bottle.jsonc", text.getBytes(StandardCharsets.UTF_8), scope);
  }

  /** A manifest with this allowlist in its default bottle. */
  static String allowing(String entries) {
    return "{\"bottles\":{\"default\":{\"egress\":{\"allowlist\":[" + entries + "]}}}}";
  }

  /** What is said about a manifest that cannot be used. */
  static String problems(byte[] content) {
    return problems(content, Scope.USER);
  }

  static String problems(String text, Scope scope) {
    return problems(text.getBytes(StandardCharsets.UTF_8), scope);
  }

  private static String problems(byte[] content, Scope scope) {
    try {
      ManifestReader.read("bottle.jsonc", content, scope);
    } catch (ManifestException e) {
      return e.render();
    }
    return "";
  }

  static String problems(String text) {
    return problems(text.getBytes(StandardCharsets.UTF_8));
  }
}
