package dev.botbottle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.ledger.LineReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DenialsTest {
  private static String text(String... hosts) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("{\"kind\":\"request\",\"host\":\"fine.example\",\"verdict\":\"allow\"}");
    for (String host : hosts) {
      lines.add("{\"kind\":\"dns\",\"host\":\"" + host + "\",\"verdict\":\"deny\"}");
    }
    return in(lines).text();
  }

  private static Denials in(List<String> lines) throws IOException {
    byte[] ledger = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII);
    Denials denials = new Denials();
    try (LineReader reader = new LineReader(new ByteArrayInputStream(ledger))) {
      while (reader.next()) {
        denials.see(reader);
      }
    }
    return denials;
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
  void whatWasNotReadIsNotCountedAndToldSo() throws IOException {
    Denials denials = in(List.of("{\"host\":\"a.example\",\"verdict\":\"deny\"}"));
    denials.leaveRest();
    assertThat(denials.text()).isEqualTo("at least 1 denial on record (a.example)");
    Denials none = in(List.of());
    assertThat(none.any()).isFalse();
    none.leaveRest();
    assertThat(none.any()).isTrue();
  }

  @Test
  void nothingOfAHostReachesTheTerminalAsAControlSequence() throws IOException {
    assertThat(text("a\u001b[2Jb")).contains("a\\u001b[2Jb");
  }
}
