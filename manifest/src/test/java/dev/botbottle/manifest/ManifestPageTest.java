package dev.botbottle.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ManifestPageTest {
  private static final Path PAGE = Path.of("../docs/manifest.md");

  /** {@code -Dwrite.pages=true} writes it anew. */
  @Test
  void thePageSaysWhatTheSchemaSays() throws IOException {
    String page = ManifestPage.of(Fixtures.text("page.md"), Fixtures.text("example.jsonc"));
    if (Boolean.getBoolean("write.pages")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }

  @Test
  void theExampleOfThePageIsTaken() {
    assertThat(Fixtures.problems(Fixtures.bytes("example.jsonc"))).isEmpty();
  }
}
