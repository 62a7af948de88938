package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http2.Frames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that sends the credential it was given back where nobody expects it. */
@Timeout(60)
class ReflectedTest {
  private static final String HOST = "api.test";

  private Lab lab;

  @BeforeEach
  void open() throws IOException {
    lab = new Lab();
    lab.inspector = ScannerInspector::of;
  }

  @AfterEach
  void close() throws IOException {
    lab.close();
  }

  private static String credential(FakeServer.Call server) throws IOException {
    return server.head().fields().first("authorization").orElse("").substring("Bearer ".length());
  }

  /** Everything that comes until the server's farewell. */
  private String answer() throws Exception {
    lab.route(lab.to(HOST).bind(Lab.bearer())).start();
    Lab.Talk talk = lab.tunnel(HOST);
    talk.say(Lab.request("GET", HOST, "/", "", "Connection: close"));
    return new String(talk.in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void inNamesOfFieldsOfHeadsHintsAndTrailers() throws Exception {
    lab.tls(
        HOST,
        server -> {
          String real = credential(server);
          server.say(
              "HTTP/1.1 103 Early Hints\r\n"
                  + real
                  + ": a\r\nlink: b\r\n\r\n"
                  + "HTTP/1.1 200 OK\r\nx-"
                  + real
                  + ": c\r\nx-d: d\r\nTransfer-Encoding: chunked\r\n\r\n"
                  + "2\r\nok\r\n0\r\nt-"
                  + real
                  + ": e\r\nt-f: f\r\n\r\n");
        });
    assertThat(answer())
        .contains("103", "link: b", "x-d: d", "\r\nok\r\n", "t-f: f")
        .doesNotContain(Lab.TOKEN);
  }

  /** None of these can be told beforehand: they are found by reading what they decode to. */
  private static List<String> forms(String real) {
    String base64 = base64(real);
    var escaped = new StringBuilder();
    real.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
    return List.of(
        base64("before " + base64 + " behind"),
        escaped.toString(),
        base64(escaped.toString()),
        String.join("-", real.split("")),
        base64(real.replaceFirst("^.", String.format("&#%d;", (int) real.charAt(0)))));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void inAnyFormThatIsUndoneOnTheWayOut() throws Exception {
    lab.tls(
        HOST,
        server -> {
          var head = new StringBuilder("HTTP/1.1 200 OK\r\n");
          var body = new StringBuilder();
          int i = 0;
          for (String form : forms(credential(server))) {
            head.append("x-").append(i++).append(": ").append(form).append("\r\n");
            body.append("data: {\"text\":\"").append(form).append("\"}\n\n");
          }
          server.say(head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        });
    List<String> forms = forms(Lab.TOKEN);
    assertThat(answer())
        .contains("x-0: ", "x-" + (forms.size() - 1) + ": ", "[redacted:")
        .doesNotContain(forms);
  }

  @Test
  void anEventOfEncodedTextIsThereBeforeTheNext() throws Exception {
    String event = "data: " + base64("what the tool has to say") + "\n\n";
    var heard = new CountDownLatch(1);
    lab.tls(
        HOST,
        server -> {
          int length = event.length() + 1;
          server.say("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + event);
          await(heard);
        });
    lab.route(lab.to(HOST).bind(Lab.bearer())).start();
    Lab.Talk talk = lab.tunnel(HOST);
    talk.say(Lab.request("GET", HOST, "/", "", "Connection: close"));
    var came = new StringBuilder();
    while (!came.toString().endsWith(event)) {
      int next = talk.in.read();
      assertThat(next).isNotNegative();
      came.append((char) next);
    }
    heard.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void asTheLengthOfABodyThatIsNotSent() throws Exception {
    for (String status : new String[] {"200", "304"}) {
      lab.close();
      lab = new Lab();
      lab.inspector = ScannerInspector::of;
      lab.rawStreams(
          HOST,
          server -> {
            server.settings();
            Map<String, String> head = server.fields(server.next(Frames.HEADERS));
            String real = head.getOrDefault("authorization", "").substring("Bearer ".length());
            server.headers(1, true, ":status", status, "x-a", "b", "content-length", real);
            while (true) {
              server.any();
            }
          });
      lab.route(lab.to(HOST).bind(Lab.bearer())).start();
      String method = status.equals("304") ? "GET" : "HEAD";
      Lab.Answer answer = lab.tunnel(HOST).say(Lab.request(method, HOST, "/", "")).hear(method);
      assertThat(answer.fields().lines().toString()).contains("x-a").doesNotContain(Lab.TOKEN);
    }
  }

  @Test
  void trailersSetNoMoreThanAHeadDoes() throws Exception {
    lab.tls(
        HOST,
        server ->
            server.say(
                String.join(
                    "\r\n",
                    "HTTP/1.1 200 OK",
                    "Transfer-Encoding: chunked",
                    "",
                    "2",
                    "ok",
                    "0",
                    "X-Bottle-Denied: no",
                    "Alt-Svc: h3",
                    "Set-Cookie: a=b",
                    "Set-Cookie2: c=d",
                    "t-f: f",
                    "",
                    "")));
    assertThat(answer().toLowerCase(Locale.ROOT))
        .contains("t-f: f")
        .doesNotContain("x-bottle-denied", "alt-svc", "set-cookie");
  }
}
