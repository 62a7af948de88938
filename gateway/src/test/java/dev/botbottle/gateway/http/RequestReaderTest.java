package dev.botbottle.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Byte-exact dialogues with the parser, above all those that two parsers could read in two ways.
 */
class RequestReaderTest {
  private static final int LIMIT = 8 * 1024;

  private static RequestReader reader(String raw) {
    return new RequestReader(
        new ByteArrayInputStream(raw.getBytes(StandardCharsets.ISO_8859_1)), LIMIT);
  }

  /** Hands out one byte at a time. */
  private static InputStream dripping(String raw) {
    var whole = new ByteArrayInputStream(raw.getBytes(StandardCharsets.ISO_8859_1));
    return new InputStream() {
      @Override
      public int read() {
        return whole.read();
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        return length == 0 ? 0 : whole.read(target, offset, 1);
      }
    };
  }

  private static String body(RequestReader reader) throws IOException {
    var out = new ByteArrayOutputStream();
    var sink =
        new BodySink() {
          private Fields trailers = new Fields();

          @Override
          public void bytes(byte[] source, int offset, int length) {
            out.write(source, offset, length);
          }

          @Override
          public void end(Fields last) {
            trailers = last;
          }
        };
    while (reader.readBody(sink)) {}
    return out.toString(StandardCharsets.ISO_8859_1) + sink.trailers;
  }

  static Stream<Arguments> ambiguous() {
    return Stream.of(
        row(
            "length and chunks",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n",
            "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        row(
            "chunks and length",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n",
            "Content-Length: 4\r\n\r\n0\r\n\r\n"),
        row(
            "two lengths",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n",
            "Content-Length: 5\r\n\r\nabcd"),
        row(
            "one length twice",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n",
            "Content-Length: 4\r\n\r\nabcd"),
        row("a list of lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4, 4\r\n\r\nabcd"),
        row("a signed length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\nabcd"),
        row("a negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -4\r\n\r\nabcd"),
        row("a hexadecimal length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x4\r\n\r\n"),
        row("an empty length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n"),
        row(
            "another coding",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked" + "\r\n\r\n0\r\n\r\n"),
        row(
            "an unknown coding",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked" + "\r\n\r\n0\r\n\r\n"),
        row("identity", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n"),
        row(
            "chunked twice",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        row(
            "chunked with a tab",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \u000bchunked" + "\r\n\r\n0\r\n\r\n"),
        row(
            "chunks in HTTP/1.0",
            "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked" + "\r\n\r\n0\r\n\r\n"),
        row("a space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
        row("a folded line", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n"),
        row(
            "a folded coding",
            "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked" + "\r\n\r\n0\r\n\r\n"),
        row("a first line that is folded", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
        row("bare line feeds", "GET / HTTP/1.1\nHost: a\n\n"),
        row("one bare line feed", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),
        row("a bare carriage return", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"),
        row("a zero byte", "GET / HTTP/1.1\r\nHost: a\u0000b\r\n\r\n"),
        row("no colon", "GET / HTTP/1.1\r\nHost\r\n\r\n"),
        row("an empty name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"),
        row("a tab in the target", "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("a space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("a byte above ASCII in the target", "GET /\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("HTTP/0.9", "GET /\r\n\r\n"),
        row("HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
        row("HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n"),
        row("the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        row("a long line", "GET /" + "a".repeat(LIMIT) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
        row(
            "long fields",
            "GET / HTTP/1.1\r\nHost: a\r\n"
                + ("X: " + "a".repeat(1000) + "\r\n").repeat(10)
                + "\r\n"),
        row("carriage returns before it", "\r\r\r GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("a carriage return before it", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("a line feed before it", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("a zero byte before it", "\u0000GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("a space behind an empty line", "\r\n GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        row("empty lines without end", "\r\n".repeat(LIMIT)),
        row("a head that ends early", "GET / HTTP/1.1\r\nHost: a\r\n"));
  }

  private static Arguments row(String what, String... raw) {
    return Arguments.of(what, String.join("", raw));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ambiguous")
  void anAmbiguousHeadIsRefused(String what, String raw) {
    assertThatThrownBy(() -> reader(raw).readHead()).as(what).isInstanceOf(MalformedMessage.class);
    assertThatThrownBy(() -> new RequestReader(dripping(raw), LIMIT).readHead())
        .as(what + ", byte by byte")
        .isInstanceOf(MalformedMessage.class);
  }

  static Stream<Arguments> brokenBodies() {
    return Stream.of(
        row("no hexadecimal size", "zz\r\n"),
        row("a negative size", "-1\r\n"),
        row("a size with a prefix", "0x1\r\na\r\n0\r\n\r\n"),
        row("a size beyond all bounds", "fffffffff\r\n"),
        row("a chunk longer than its size", "1\r\nab\r\n0\r\n\r\n"),
        row("a bare line feed behind the size", "1\na\r\n0\r\n\r\n"),
        row("a bare line feed behind the chunk", "1\r\na\n0\r\n\r\n"),
        row("a bare line feed in an extension", "1;a\nb\r\na\r\n0\r\n\r\n"),
        row("a size with much behind it", "1;" + "a".repeat(LIMIT) + "\r\na\r\n0\r\n\r\n"),
        row("long trailers", "0\r\n" + ("X: " + "a".repeat(100) + "\r\n").repeat(80) + "\r\n"),
        row("no last chunk", "1\r\na\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenBodies")
  void aBrokenChunkedBodyIsRefused(String what, String chunks) throws IOException {
    String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    RequestReader whole = reader(head + chunks);
    whole.readHead();
    assertThatThrownBy(() -> body(whole)).as(what).isInstanceOf(MalformedMessage.class);
    var dripping = new RequestReader(dripping(head + chunks), LIMIT);
    dripping.readHead();
    assertThatThrownBy(() -> body(dripping)).as(what).isInstanceOf(MalformedMessage.class);
  }

  @Test
  void emptyLinesBeforeARequestArePassedOver() throws IOException {
    String get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    for (RequestReader reader :
        List.of(
            reader("\r\n" + get + "\r\n\r\n" + get + "\r\n"),
            new RequestReader(dripping("\r\n" + get + "\r\n\r\n" + get + "\r\n"), LIMIT))) {
      assertThat(reader.readHead()).isNotNull();
      assertThat(reader.readHead()).isNotNull();
      assertThat(reader.readHead()).isNull();
    }
  }

  @Test
  void trailersHaveARoomOfTheirOwnAndNoMoreHoweverTheyCome() throws IOException {
    String field = "X: " + "a".repeat(95) + "\r\n";
    String begin =
        "POST / HTTP/1.1\r\n"
            + field.repeat(LIMIT / 100 - 1)
            + "Transfer-Encoding: chunked\r\n\r\n";
    String end = "Y: " + "a".repeat(LIMIT % 100 + 100 - 2 - 3 - 3 - 2) + "\r\n\r\n";
    for (String raw :
        List.of(
            begin + "0\r\n" + field.repeat(LIMIT / 100 - 1) + end,
            begin
                + "1\r\na\r\n0\r\n"
                + field.repeat(LIMIT / 100 - 1)
                + end.replaceFirst("aa", ""))) {
      for (RequestReader reader : List.of(reader(raw), new RequestReader(dripping(raw), LIMIT))) {
        reader.readHead();
        assertThat(body(reader)).endsWith("Y]");
      }
      String more = raw.replace("Y: ", "Y: aaa");
      for (RequestReader reader : List.of(reader(more), new RequestReader(dripping(more), LIMIT))) {
        reader.readHead();
        assertThatThrownBy(() -> body(reader)).isInstanceOf(MalformedMessage.class);
      }
    }
  }

  @Test
  void aBodyShorterThanItsLengthIsRefused() throws IOException {
    RequestReader reader = reader("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc");
    reader.readHead();
    assertThatThrownBy(() -> body(reader)).isInstanceOf(MalformedMessage.class);
  }

  @Test
  void requestsBehindOneAnotherAreReadOneByOneHoweverTheyCome() throws IOException {
    String raw =
        "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
            + "POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "2;x=\"y\"\r\nde\r\n1\r\nf\r\n0\r\nX-Sum: 1\r\n\r\n"
            + "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n";
    for (RequestReader reader : List.of(reader(raw), new RequestReader(dripping(raw), LIMIT))) {
      assertThat(reader.readHead()).extracting(RequestHead::target).isEqualTo("/1");
      assertThat(body(reader)).isEqualTo("abc[]");
      assertThat(reader.readHead()).extracting(RequestHead::target).isEqualTo("/2");
      assertThat(body(reader)).isEqualTo("def[X-Sum]");
      assertThat(reader.readHead()).extracting(RequestHead::target).isEqualTo("/3");
      assertThat(reader.readHead()).isNull();
    }
  }

  @Test
  void aConnectWithABodyIsRefused() {
    assertThatThrownBy(
            () -> reader("CONNECT a:443 HTTP/1.1\r\nContent-Length: 1\r\n\r\n").readHead())
        .isInstanceOf(MalformedMessage.class);
  }

  @Test
  void whatFollowsAConnectIsNotParsed() throws IOException {
    RequestReader reader = reader("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n\u0016\u0003\u0001");
    assertThat(reader.readHead()).extracting(RequestHead::method).isEqualTo("CONNECT");
    assertThat(reader.hasBuffered()).isTrue();
    assertThat(reader.takeRest()).containsExactly(0x16, 3, 1);
  }

  @Test
  void bytesAboveAsciiInAValueAreKeptAsTheyAre() throws IOException {
    RequestHead head = reader("GET / HTTP/1.1\r\nHost: a\r\nX: \u00e9\u00ff\r\n\r\n").readHead();
    assertThat(head).extracting(read -> read.fields().all("x")).isEqualTo(List.of("\u00e9\u00ff"));
  }

  @Test
  void damagedMessagesAreReadOrRefusedAndNothingElse() {
    String raw =
        "POST /1?q HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
            + "POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "2;x=\"y\"\r\nde\r\n1\r\nf\r\n0\r\nX-Sum: 1\r\n\r\n";
    String bytes = "\r\n \t:;,0f\u0000\u007f\u00ff";
    var random = new Random(42);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      var damaged = new StringBuilder(raw);
      for (int i = 0; i <= random.nextInt(3); i++) {
        int at = random.nextInt(damaged.length());
        char other = bytes.charAt(random.nextInt(bytes.length()));
        switch (random.nextInt(3)) {
          case 0 -> damaged.setCharAt(at, other);
          case 1 -> damaged.insert(at, other);
          default -> damaged.deleteCharAt(at);
        }
      }
      try {
        RequestReader reader = reader(damaged.toString());
        RequestHead head = reader.readHead();
        while (head != null) {
          if (head.framing().hasBody()) {
            body(reader);
          }
          head = reader.readHead();
        }
      } catch (MalformedMessage e) {
        refused++;
      } catch (IOException e) {
        throw new AssertionError(damaged.toString(), e);
      }
    }
    assertThat(refused).isBetween(5_000, 19_999);
  }
}
