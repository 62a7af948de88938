package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Files of private keys in bodies that hold them encoded. */
final class EncodedKeyFileTest {
  private static final Scanner SCANNER = Scanner.of(List.of());
  private static final ScanProfile REDACT = new ScanProfile(ScanAction.REDACT, true, Set.of());

  @Test
  void anEncodedKeyFileIsRedactedToItsEnd() {
    String file =
        "-----BEGIN "
            + "PRIVATE KEY-----\n"
            + Texts.lines(
                "MIIEvQIB" + Texts.random(new Random(1), "ABCDEFabcdef0123+/", 2000), 64, "\n")
            + "\n-----END PRIVATE KEY-----\n";
    String encoded = Texts.lines(Texts.base64(file), 76, "\n");
    Recording recording = Recording.whole(SCANNER.stream(REDACT), "before " + encoded + "=; after");
    assertThat(recording.text()).startsWith("before [redacted:private-key").endsWith("; after");
    int end = recording.text().lastIndexOf('*') + 1;
    // What is left is the padding.
    assertThat(recording.text().length() - end).isLessThan("==; after".length() + 2);
  }

  @Test
  void aKeyFileInAFormIsFound() {
    String file =
        "-----BEGIN RSA "
            + "PRIVATE KEY-----\r\n"
            + "MIIEvQIB"
            + Texts.random(new Random(2), "ABCDEFabcdef0123+/", 300);
    String form = "a=b&key=" + java.net.URLEncoder.encode(file, StandardCharsets.US_ASCII);
    assertThat(Recording.whole(SCANNER.stream(REDACT), form).detectors())
        .containsExactly("private-key");
  }

  @Test
  void aKeyFileIsFoundWhoseLineEndsAreWrittenByNumber() {
    for (String end :
        List.of("\\u000a", "\\u000D\\u000A", "&#10;", "&#13;&#xa;", "\\x0a", "\\012", "%0D%0A")) {
      String key = Texts.random(new Random(1), "ABCDEFabcdef0123", 300);
      String body = Texts.lines("MIIEvQIBADANBgkqhkiG" + key, 64, end);
      String file = "-----BEGIN " + "PRIVATE KEY-----" + end + body + end + "--x";
      Recording recording = Recording.whole(SCANNER.stream(REDACT), "<a b=\"" + file + "\"/>");
      assertThat(recording.detectors()).as(file).containsExactly("private-key");
      assertThat(recording.text()).as(file).startsWith("<a b=\"[red").endsWith("--x\"/>");
      String last = recording.text().substring(file.length() - 40);
      assertThat(last).as(file).contains("***");
    }
  }
}
