package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The scanner: one verdict however a text is cut, every byte released in its order, what is known
 * never let through, and no text that takes long.
 */
class ScannerFuzz {
  private static final String VALUE = "Zu7q-kR2xw9T";
  private static final Scanner SCANNER =
      Scanner.of(
          List.of(
              new KnownSecret("TOKEN", KnownSecret.Kind.CREDENTIAL, Secret.of(VALUE)),
              new KnownSecret("PIN", KnownSecret.Kind.ENV, Secret.of("471100815001")),
              new KnownSecret("ENV", KnownSecret.Kind.ENV, Secret.of("p\"ss\\w0rd/9"))));
  private static final ScanProfile REDACT = new ScanProfile(ScanAction.REDACT, true, Set.of());
  private static final JsonFactory JSON = new JsonFactory();
  private static final Place[] PLACES = {
    new Place.Host(), new Place.Path(), new Place.Query(), new Place.Header("x-a"), new Place.Body()
  };

  private static final int BEGINNING = 3;

  /** Long enough that work which grows faster than the text shows. */
  private static final int LONG = 64 * 1024;

  /** Some thirty times what the slowest text known takes when it is compiled. */
  private static final long NANOS_A_BYTE = 3_000;

  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  /** What came out of a scan. */
  private static final class Released implements ScanStream.Output {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Finding> findings = new ArrayList<>();

    @Override
    public void released(byte[] source, int offset, int length) {
      bytes.write(source, offset, length);
    }

    @Override
    public void found(Finding finding) {
      findings.add(finding);
    }

    String text() {
      return latin(bytes.toByteArray());
    }
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static Released scan(ScanStream stream, byte[] text, int step, boolean pausing) {
    var released = new Released();
    for (int at = 0; at < text.length; at += step) {
      stream.write(text, at, Math.min(step, text.length - at), released);
      if (pausing) {
        stream.flush(released);
      }
    }
    stream.finish(released);
    return released;
  }

  @FuzzTest
  void aBody(byte[] text) {
    Released whole = scan(SCANNER.stream(REDACT), text, text.length + 1, false);
    assertThat(whole.bytes.size()).isEqualTo(text.length);
    assertThat(whole.text()).doesNotContain(VALUE);
    if (whole.findings.isEmpty()) {
      assertThat(whole.text()).isEqualTo(latin(text));
    }
    for (int step : new int[] {1, 2, 13}) {
      Released cut = scan(SCANNER.stream(REDACT), text, step, false);
      assertThat(cut.findings).isEqualTo(whole.findings);
      assertThat(cut.text()).isEqualTo(whole.text());
    }
    Released denied = scan(SCANNER.stream(ScanProfile.DENY), text, 5, false);
    assertThat(latin(text)).startsWith(denied.text());
  }

  @FuzzTest
  void aBodyWithPauses(byte[] text) {
    Released paused = scan(SCANNER.stream(REDACT), text, 7, true);
    assertThat(paused.bytes.size()).isEqualTo(text.length);
    assertNoneBegins(text, paused);
    if (paused.findings.isEmpty()) {
      assertThat(paused.text()).isEqualTo(latin(text));
    }
  }

  @FuzzTest
  void anAnswer(byte[] text) {
    Released whole = scan(SCANNER.maskKnown(), text, text.length + 1, false);
    assertThat(whole.bytes.size()).isEqualTo(text.length);
    assertThat(whole.text()).doesNotContain(VALUE);
    Released cut = scan(SCANNER.maskKnown(), text, 3, false);
    assertThat(cut.text()).isEqualTo(whole.text());
    assertNoneBegins(text, scan(SCANNER.maskKnown(), text, 3, true));
  }

  @FuzzTest
  void anAnswerOfWhereCredentialsGo(byte[] text) {
    Released whole = scan(SCANNER.maskReflected(), text, text.length + 1, false);
    assertThat(whole.bytes.size()).isEqualTo(text.length);
    assertThat(whole.text()).doesNotContain(VALUE);
    Released cut = scan(SCANNER.maskReflected(), text, 3, false);
    assertThat(cut.text()).isEqualTo(whole.text());
    assertNoneBegins(text, scan(SCANNER.maskReflected(), text, 3, true));
  }

  /** That a value is not in what came out, nor as much of one as would tell anything. */
  private static void assertNoneBegins(byte[] text, Released out) {
    assertThat(out.text()).doesNotContain(VALUE);
    String said = latin(text);
    for (int at = said.indexOf(VALUE); at >= 0; at = said.indexOf(VALUE, at + 1)) {
      assertThat(out.text().substring(at)).doesNotStartWith(VALUE.substring(0, BEGINNING));
    }
  }

  @FuzzTest
  void json(byte[] text) {
    if (isJson(text)) {
      Released redacted = scan(SCANNER.stream(REDACT), text, 11, false);
      assertThat(isJson(redacted.bytes.toByteArray())).as(redacted.text()).isTrue();
    }
  }

  private static boolean isJson(byte[] text) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken().isScalarValue()) {
          parser.getString();
        }
      }
      return true;
    } catch (JacksonException e) {
      return false;
    }
  }

  /** With a known value put into it: it is found wherever it stands. */
  @FuzzTest
  void aShortText(byte[] raw) {
    if (raw.length < 2) {
      return;
    }
    Place place = PLACES[(raw[0] & 0xff) % PLACES.length];
    String rest = new String(raw, 2, raw.length - 2, StandardCharsets.ISO_8859_1);
    SCANNER.scan(rest, place, ScanProfile.DENY);
    int at = (raw[1] & 0xff) % (rest.length() + 1);
    String holding = rest.substring(0, at) + VALUE + rest.substring(at);
    List<Finding> findings = SCANNER.scan(holding, place, ScanProfile.DENY);
    assertThat(findings).anyMatch(Finding::isKnown);
    assertThat(findings.toString()).doesNotContain(VALUE);
  }

  /** Again and again until it is long. */
  @FuzzTest
  void noTextTakesLong(byte[] part) {
    if (part.length == 0) {
      return;
    }
    byte[] text = new byte[LONG];
    for (int at = 0; at < LONG; at += part.length) {
      System.arraycopy(part, 0, text, at, Math.min(part.length, LONG - at));
    }
    long least = Long.MAX_VALUE;
    // The best of some: what else the machine does, and what is not compiled yet, is no finding.
    for (int i = 0; i < 5 && least > NANOS_A_BYTE * LONG; i++) {
      long begin = CLOCK.getCurrentThreadCpuTime();
      scan(SCANNER.stream(ScanProfile.DENY), text, LONG, false);
      least = Math.min(least, CLOCK.getCurrentThreadCpuTime() - begin);
    }
    assertThat(least / LONG).as(Arrays.toString(part)).isLessThanOrEqualTo(NANOS_A_BYTE);
  }
}
