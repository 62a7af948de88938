package dev.botbottle.launcher.manifests;

import dev.botbottle.manifest.Manifest;
import dev.botbottle.manifest.ManifestException;
import dev.botbottle.manifest.ManifestReader;
import dev.botbottle.manifest.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The bottles and agents that come with the product. Read only when nothing else has a name. */
public final class Library {
  /** What positions in it are shown with. */
  static final String SOURCE = "the library";

  private Library() {}

  /** Whose file a user's own manifest is: its bottles may be built on the library's. */
  static Scope underUser() {
    return Scope.user(() -> read().bottles());
  }

  /** What it says. */
  public static Manifest read() {
    try (InputStream in = Library.class.getResourceAsStream("library.jsonc")) {
      if (in == null) {
        throw new IllegalStateException("no resource library.jsonc");
      }
      return ManifestReader.read(SOURCE, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ManifestException e) {
      throw new IllegalStateException("the library is wrong", e);
    }
  }
}
