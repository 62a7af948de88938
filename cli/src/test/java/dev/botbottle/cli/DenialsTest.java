package dev.botbottle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenialsTest {
  @TempDir private Path folder;

  private String text(String... hosts) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("{\"kind\":\"request\",\"host\":\"fine.example\",\"verdict\":\"allow\"}");
    for (String host : hosts) {
      lines.add("{\"kind\":\"dns\",\"host\":\"" + host + "\",\"verdict\":\"deny\"}");
    }
    return Denials.in(Files.write(folder.resolve("ledger.jsonl"), lines)).text();
  }

  @Test
  void theHostsAreNamedOnceEach() throws IOException {
    assertThat(text("a.example", "a.example")).isEqualTo("2 denials on record (a.example)");
    assertThat(text("")).isEqualTo("1 denial on record");
    assertThat(text()).isEqualTo("0 denials on record");
  }

  @Test
  void ofManyOrLongOnesAsMuchAsFits() throws IOException {
    assertThat(text("a.example", "b.example", "c.example", "d.example", "e.example"))
        .isEqualTo("5 denials on record (a.example, b.example, c.example, …)");
    assertThat(text("x".repeat(200))).hasSizeLessThan(100).endsWith("…)");
  }

  @Test
  void nothingOfAHostReachesTheTerminalAsAControlSequence() throws IOException {
    assertThat(text("a\u001b[2Jb")).contains("a\\u001b[2Jb");
  }
}
