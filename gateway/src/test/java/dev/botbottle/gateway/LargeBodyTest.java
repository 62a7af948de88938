package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Bodies of any length take the same memory. */
class LargeBodyTest {
  private static final int MEGABYTE = 1 << 20;
  private static final int MEGABYTES = 100;

  private static long used() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void aHundredMegabytesBothWaysAreNeverHeld() throws Exception {
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
                    if (total % (10 * MEGABYTE) < length) {
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
      byte[] piece = new byte[MEGABYTE];
      Arrays.fill(piece, (byte) 'q');
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
}
