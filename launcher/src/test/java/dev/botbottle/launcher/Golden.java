package dev.botbottle.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Texts of the product kept word by word; {@code -Dwrite.golden=true} writes them anew, for the
 * difference to be read before it is committed.
 */
public final class Golden {
  private static final Path FOLDER =
      Path.of("src/test/resources/dev/botbottle/launcher/golden").toAbsolutePath();

  private Golden() {}

  /** One of the files that the texts are made of. */
  public static String source(String name) {
    try (InputStream in =
        Objects.requireNonNull(Golden.class.getResourceAsStream("golden/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Holds a text against the one kept under this name. Lines may be broken elsewhere: their length
   * depends on where the test's directory is.
   *
   * @param root the test's directory, which is not part of the text
   */
  public static void check(String name, String text, Path root) throws IOException {
    String written = text.replace(root.toRealPath().toString(), "$ROOT");
    Path file = FOLDER.resolve(name);
    if (Boolean.getBoolean("write.golden")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, written);
    }
    assertThat(unbroken(written)).as(name).isEqualTo(unbroken(Files.readString(file)));
  }

  private static String unbroken(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
