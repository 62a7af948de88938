package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenEscapeTest {
  private static String closed(String before, int cut, String next) {
    var escape = new OpenEscape();
    byte[] bytes = before.getBytes(StandardCharsets.ISO_8859_1);
    escape.pass(bytes, 0, cut);
    escape.pass(bytes, cut, bytes.length - cut);
    byte[] fill = next.getBytes(StandardCharsets.ISO_8859_1);
    escape.close(fill);
    return new String(fill, StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "the key is , [redacted]",
    "the key is \\, /redacted]",
    "the key is \\\\, [redacted]",
    "the key is \\\\\\, /redacted]",
    "\\\\\\\\\\\\\\\\, [redacted]",
    "\\\\\\\\\\\\\\\\\\, /redacted]",
    "\\u, 0000acted]",
    "\\u0, 000dacted]",
    "\\u00e, 0redacted]",
    "\\u00eF, [redacted]",
    "\\\\u00e, [redacted]",
    "\\\\\\u00e, 0redacted]",
    "\\n, [redacted]",
    "\\ug, [redacted]",
    "\\u12\\, /redacted]",
    "'', [redacted]",
  })
  void whatIsOpenIsClosedByTheFirstThatFollows(String before, String fill) {
    for (int cut = 0; cut <= before.length(); cut++) {
      assertThat(closed(before, cut, "[redacted]")).as("%s cut at %d", before, cut).isEqualTo(fill);
    }
  }

  @Test
  void aFillShorterThanWhatIsMissingLeavesTheRestOpen() {
    var escape = new OpenEscape();
    escape.pass(new byte[] {'\\', 'u', '1'}, 0, 3);
    byte[] fill = {'*', '*'};
    escape.close(fill);
    assertThat(fill).containsExactly('0', '0');
    byte[] more = {'*', '*'};
    escape.close(more);
    assertThat(more).containsExactly('0', '*');
  }

  @Test
  void theSameIsOpenHoweverItWasCut() {
    var random = new Random(7);
    String signs = "\\\\\\u0aFx\"";
    for (int round = 0; round < 20_000; round++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(30); i >= 0; i--) {
        text.append(signs.charAt(random.nextInt(signs.length())));
      }
      String before = text.toString();
      assertThat(closed(before, random.nextInt(before.length() + 1), "[redacted]"))
          .as(before)
          .isEqualTo(closed(before, before.length(), "[redacted]"));
    }
  }
}
