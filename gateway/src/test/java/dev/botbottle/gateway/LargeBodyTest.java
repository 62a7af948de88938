package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.RequestSink;
import dev.botbottle.gateway.http2.ClientConnection;
import dev.botbottle.gateway.http2.Http2Stream;
import dev.botbottle.gateway.http2.StreamMemory;
import dev.botbottle.gateway.patience.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** Bodies of any length take the same memory. */
class LargeBodyTest {
  private static final int MEGABYTE = 1 << 20;
  private static final int MEGABYTES = 1024;

  /** How much comes between two looks at the memory. */
  private static final long LOOK = 64L * MEGABYTE;

  private static long used() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void aGigabyteBothWaysIsNeverHeld() throws Exception {
    var received = new AtomicLong();
    var most = new AtomicLong();
    try (var lab = new Lab()) {
      lab.inspector = ScannerInspector::of;
      long before = used();
      lab.tls(
          "api.test",
          call -> {
            call.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            var sink =
                new BodySink() {
                  @Override
                  public void bytes(byte[] source, int offset, int length) {
                    long total = received.addAndGet(length);
                    if (total % LOOK < length) {
                      most.accumulateAndGet(used() - before, Math::max);
                    }
                  }

                  @Override
                  public void end(Fields trailers) {}
                };
            while (call.reader().readBody(sink)) {}
            byte[] piece = new byte[MEGABYTE];
            Arrays.fill(piece, (byte) 'r');
            for (int i = 0; i < MEGABYTES; i++) {
              call.say("100000\r\n");
              call.out().write(piece);
              call.say("\r\n");
            }
            call.say("0\r\n\r\n");
          });
      lab.route(lab.to("api.test").bind(Lab.bearer())).start();
      Lab.Talk talk = lab.tunnel("api.test");
      byte[] piece = megabyte("some words of a request, ");
      talk.say(
          "POST / HTTP/1.1\r\nHost: api.test\r\nContent-Length: "
              + (long) MEGABYTES * MEGABYTE
              + "\r\n\r\n");
      for (int i = 0; i < MEGABYTES; i++) {
        talk.out.write(piece);
      }
      talk.out.flush();
      assertThat(talk.reader.readHead("POST").status()).isEqualTo(200);
      var back = new AtomicLong();
      var sink =
          new BodySink() {
            @Override
            public void bytes(byte[] source, int offset, int length) {
              back.addAndGet(length);
            }

            @Override
            public void end(Fields trailers) {}
          };
      while (talk.reader.readBody(sink)) {}
      assertThat(received).hasValue((long) MEGABYTES * MEGABYTE);
      assertThat(back).hasValue((long) MEGABYTES * MEGABYTE);
      assertThat(most.get()).isLessThan(24L * MEGABYTE);
    }
  }

  /** Counts what comes, and now and then what it costs. */
  private static final class Counter implements BodySink {
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong most;
    private final long before;

    Counter(AtomicLong most, long before) {
      this.most = most;
      this.before = before;
    }

    @Override
    public void bytes(byte[] source, int offset, int length) {
      if (total.addAndGet(length) % LOOK < length) {
        most.accumulateAndGet(used() - before, Math::max);
      }
    }

    @Override
    public void end(Fields trailers) {}
  }

  private static byte[] megabyte(String words) {
    return words
        .repeat(MEGABYTE / words.length() + 1)
        .substring(0, MEGABYTE)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void send(RequestSink to, String words) throws IOException {
    byte[] piece = megabyte(words);
    for (int i = 0; i < MEGABYTES; i++) {
      to.bytes(piece, 0, piece.length);
    }
    to.end(new Fields());
  }

  @Test
  void aGigabyteBothWaysOfAStreamIsNeverHeld() throws Exception {
    var most = new AtomicLong();
    try (var lab = new Lab()) {
      lab.inspector = ScannerInspector::of;
      long before = used();
      var received = new Counter(most, before);
      lab.streams(
          "api.test",
          (head, stream) -> {
            while (stream.readBody(received)) {}
            stream.head(200, "", new Fields(), new Framing.Chunked());
            send(stream, "some words of an answer, ");
          });
      lab.route(lab.to("api.test").bind(Lab.bearer())).start();
      SSLSocket tls = lab.offering("api.test", "h2");
      tls.setSoTimeout(0);
      var connection =
          new ClientConnection(
              tls.getInputStream(),
              tls.getOutputStream(),
              tls,
              StreamMemory.standard(),
              new Patience(),
              65_536,
              Duration.ofSeconds(60),
              Duration.ofSeconds(60));
      connection.start();
      Http2Stream stream = connection.request().orElseThrow();
      stream.head("POST", "/", new Fields().add("host", "api.test"), new Framing.Chunked());
      send(stream, "some words of a request, ");
      assertThat(stream.readHead("POST").status()).isEqualTo(200);
      var back = new Counter(most, before);
      while (stream.readBody(back)) {}
      assertThat(received.total).hasValue((long) MEGABYTES * MEGABYTE);
      assertThat(back.total).hasValue((long) MEGABYTES * MEGABYTE);
      assertThat(most.get()).isLessThan(24L * MEGABYTE);
    }
  }

  @Test
  void aClientThatDoesNotReadHoldsItsServerBack() throws Exception {
    int all = 128;
    var sent = new AtomicLong();
    try (var lab = new Lab()) {
      lab.inspector = ScannerInspector::of;
      lab.tls(
          "api.test",
          call -> {
            call.say("HTTP/1.1 200 OK\r\nContent-Length: " + all * MEGABYTE + "\r\n\r\n");
            byte[] piece = new byte[MEGABYTE / 16];
            for (int i = 0; i < 16 * all; i++) {
              call.out().write(piece);
              sent.addAndGet(piece.length);
            }
          });
      lab.route(lab.to("api.test").bind(Lab.bearer())).start();
      Lab.Talk talk = lab.tunnel("api.test");
      talk.say(Lab.request("GET", "api.test", "/", ""));
      assertThat(talk.reader.readHead("GET").status()).isEqualTo(200);
      // What the kernel's buffers of three connections take; then nothing moves.
      long before = -1;
      while (sent.get() != before) {
        before = sent.get();
        Thread.sleep(300);
      }
      assertThat(before).isLessThan(64L * MEGABYTE);
      var back = new Counter(new AtomicLong(), 0);
      while (talk.reader.readBody(back)) {}
      assertThat(back.total).hasValue((long) all * MEGABYTE);
    }
  }
}
