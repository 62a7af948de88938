package dev.botbottle.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {
  private static ResponseReader reader(String... raw) {
    return new ResponseReader(
        new ByteArrayInputStream(String.join("", raw).getBytes(StandardCharsets.ISO_8859_1)),
        8 * 1024);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 101, 102, 103, 199, 204, 304})
  void aStatusWithoutABodyHasNoneWhateverItsFieldsSay(int status) throws IOException {
    ResponseReader reader =
        reader(
            "HTTP/1.1 " + status + " X\r\nContent-Length: 5\r\nUpgrade: websocket\r\n\r\n",
            "behind");
    ResponseHead head = reader.readHead("GET");
    assertThat(head.status()).isEqualTo(status);
    assertThat(head.framing()).isEqualTo(new Framing.None());
    assertThat(reader.takeRest()).asString().isEqualTo("behind");
  }

  @Test
  void theAnswerToHeadHasNoBodyWhateverItsFieldsSay() throws IOException {
    ResponseReader reader =
        reader(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
            "HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n");
    assertThat(reader.readHead("HEAD").framing()).isEqualTo(new Framing.None());
    assertThat(reader.readHead("HEAD").fields().first("content-length")).contains("9");
    assertThat(reader.readHead("GET").status()).isEqualTo(404);
  }

  @Test
  void withoutALengthTheBodyEndsWithTheConnection() throws IOException {
    ResponseHead head = reader("HTTP/1.1 200 OK\r\n\r\nabc").readHead("GET");
    assertThat(head.framing()).isEqualTo(new Framing.UntilClose());
    assertThat(head.persistent()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 4, 5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 4, 4\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +4\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0x4\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 4 5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\tchunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 -20 OK\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200 O\0K\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 O\rK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\r\n c\0d\r\nContent-Length: 0\r\n\r\n",
        "HTTP/3.0 200 OK\r\n\r\n",
        "SSH-2.0-server\r\n\r\n"
      })
  void anAmbiguousAnswerIsRefused(String raw) {
    assertThatThrownBy(() -> reader(raw).readHead("GET")).isInstanceOf(MalformedMessage.class);
  }

  @Test
  void aFoldedLineIsJoinedWithoutSpaceBehindIt() throws IOException {
    ResponseReader reader = reader("HTTP/1.1 204 X\r\nA: b\r\n c\r\n \r\n\r\n");
    assertThat(reader.readHead("GET").fields().all("a")).containsExactly("b c");
  }

  @Test
  void aConnectionThatEndsBeforeAnAnswerSaysSo() {
    assertThatThrownBy(() -> reader("").readHead("GET"))
        .isInstanceOf(ResponseReader.ConnectionEnded.class);
  }
}
