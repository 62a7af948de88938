package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.Fields;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one side says of its own connection is not said on the other's (RFC 9110 §7.6.1). */
class HopByHopTest {
  private static final String HOST = "api.test";

  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  @ParameterizedTest(name = "{0} with Connection: {2}")
  @CsvSource({
    "X-Hop, 1, X-Hop",
    "X-Hop, 1, 'keep-alive, x-hop ,, other'",
    "X-Hop, 1, 'other\r\nConnection: X-HOP'",
    "Keep-Alive, timeout=5, keep-alive",
    "Keep-Alive, timeout=5,",
    "Proxy-Connection, keep-alive,",
    "Proxy-Authenticate, Basic realm=a,",
    "Proxy-Authorization, Basic YTpi,",
    "Proxy-Authentication-Info, nextnonce=a,",
    "TE, trailers, TE",
    "TE, trailers,",
    "Trailer, X-End,",
    "Upgrade, h2c, Upgrade",
    "Upgrade, h2c,",
    "HTTP2-Settings, AAA,"
  })
  void staysOnItsConnection(String name, String value, @Nullable String connection)
      throws Exception {
    String own =
        (connection == null ? "" : "Connection: " + connection + "\r\n") + name + ": " + value;
    String lines = own + "\r\nX-End: passes\r\n";
    FakeServer server =
        lab.tls(
            HOST,
            call -> {
              call.say("HTTP/1.1 103 Early Hints\r\n", lines, "\r\n");
              call.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", lines, "\r\n");
              call.say("2\r\nok\r\n0\r\n", lines, "\r\n");
            });
    lab.route(lab.to(HOST)).start();
    Lab.Talk talk = lab.tunnel(HOST);
    talk.say("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n", lines, "\r\n");
    assertPassedWithout(name, talk.reader.readHead("GET").fields());
    assertPassedWithout(name, talk.reader.readHead("GET").fields());
    var body = new Bodies.Text();
    while (talk.reader.readBody(body)) {}
    assertPassedWithout(name, body.trailers());
    assertPassedWithout(name, Lab.only(server).fields());
  }

  private static void assertPassedWithout(String name, Fields passed) {
    assertThat(passed.all("x-end")).containsExactly("passes");
    assertThat(passed.has(name)).as(passed.toString()).isFalse();
    assertThat(passed.has("connection")).as(passed.toString()).isFalse();
  }
}
