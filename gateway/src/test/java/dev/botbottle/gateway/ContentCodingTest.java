package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Coded bodies, with the product's own scanner: read for what they say, sent as they came. */
@Timeout(60)
class ContentCodingTest {
  private static final String HOST = "api.test";

  private Lab lab;
  private FakeServer server;

  /** The bodies that came to a valid end at the server. */
  private final List<String> whole = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    lab.inspector = ScannerInspector::of;
    server =
        lab.tls(
            HOST,
            call -> {
              whole.add(call.body());
              call.ok("");
            });
    lab.route(lab.to(HOST)).start();
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  private Lab.Answer post(ContentCoding coding, byte[] body) throws Exception {
    String name = coding == ContentCoding.BROTLI ? "br" : coding.name();
    String text = new String(body, StandardCharsets.ISO_8859_1);
    return lab.tunnel(HOST).post(HOST, "/", text, "Content-Encoding: " + name);
  }

  private void assertRefused(Lab.Answer answer, int status, String rule) throws Exception {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.fields().all("x-bottle-denied")).containsExactly(rule);
    server.awaitClosed(1);
    assertThat(whole).isEmpty();
  }

  /** Letters of different frequencies, so that coded none of them stays a byte. */
  private static String letters(int many) {
    return new Random(1)
        .ints(many, 0, 169)
        .mapToObj(i -> "etaoin shrdlu".charAt(Math.min(i / 13, i % 13)))
        .map(String::valueOf)
        .collect(Collectors.joining());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @EnumSource(value = ContentCoding.class, names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
  void aSecretInTheMiddleIsDenied(ContentCoding coding) throws Exception {
    byte[] coded = Coded.by(coding, bytes(letters(40_000) + Lab.PLANTED + letters(40_000)));
    assertThat(new String(coded, StandardCharsets.ISO_8859_1)).doesNotContain(Lab.PLANTED);
    assertRefused(post(coding, coded), 403, "scan:known:planted");
  }

  @ParameterizedTest
  @EnumSource(value = ContentCoding.class, names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
  void aBodyThatHoldsNonePassesByteForByte(ContentCoding coding) throws Exception {
    byte[] coded = Coded.by(coding, bytes(letters(100_000)));
    assertThat(post(coding, coded).status()).isEqualTo(200);
    assertThat(whole).containsExactly(new String(coded, StandardCharsets.ISO_8859_1));
  }

  /** Beyond what docs/evasion.md names: 64 MiB and 200 times its size. */
  @ParameterizedTest
  @EnumSource(value = ContentCoding.class, names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
  void aBodyThatDecodesToFarMoreThanItIsIsRefused(ContentCoding coding) throws Exception {
    byte[] bomb = Coded.by(coding, new byte[65 << 20]);
    assertThat(bomb.length).isLessThan((65 << 20) / 200);
    assertRefused(post(coding, bomb), 400, "malformed");
  }

  @ParameterizedTest
  @EnumSource(value = ContentCoding.class, names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
  void aBodyThatDecodesToManyTimesItsSizeButNotToMuchPasses(ContentCoding coding) throws Exception {
    byte[] coded = Coded.by(coding, new byte[8 << 20]);
    assertThat(coded.length).isLessThan((8 << 20) / 200);
    assertThat(post(coding, coded).status()).isEqualTo(200);
    assertThat(whole).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(value = ContentCoding.class, names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
  void aBodyThatIsNotCodedIsRefused(ContentCoding coding) throws Exception {
    assertRefused(post(coding, bytes("neither of them")), 400, "malformed");
  }

  @ParameterizedTest
  @CsvSource({
    "GZIP, 1",
    "GZIP, 8",
    "GZIP, 9000",
    "DEFLATE, 1",
    "DEFLATE, 4",
    "DEFLATE, 9000",
    "BROTLI, 1",
    "BROTLI, 9000",
    "ZSTD, 1",
    "ZSTD, 9000"
  })
  void aBodyCutShortIsRefused(ContentCoding coding, int missing) throws Exception {
    byte[] coded = Coded.by(coding, bytes(letters(100_000)));
    byte[] cut = Arrays.copyOf(coded, coded.length - missing);
    assertRefused(post(coding, cut), 400, "malformed");
  }

  @ParameterizedTest
  @EnumSource(value = ContentCoding.class, names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
  void whatStandsBehindItsEndIsRefused(ContentCoding coding) throws Exception {
    byte[] coded = Coded.by(coding, bytes(letters(100_000)));
    byte[] more = Arrays.copyOf(coded, coded.length + 20);
    Arrays.fill(more, coded.length, more.length, (byte) 'x');
    assertRefused(post(coding, more), 400, "malformed");
  }
}
