package dev.botbottle.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.patience.Patience;
import dev.botbottle.policy.Field;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

/** Conversations with bits of them turned, frames swapped and cut: whatever comes, it ends. */
class RandomFramesTest {
  private static final Patience WAITS = new Patience();
  private static final int PLACES = 50;

  private static byte[] conversation(Random random) throws IOException {
    var all = new ByteArrayOutputStream();
    all.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(all, Frames.SETTINGS, 0, 0, new byte[0]);
    for (int i = 0; i < 40; i++) {
      int stream = random.nextInt(5) == 0 ? random.nextInt(12) : 2 * (i / 3) + 1;
      byte[] payload =
          switch (random.nextInt(7)) {
            case 0 -> new byte[random.nextInt(12)];
            case 1 -> Frames.number(random.nextInt());
            case 2 -> Frames.text("some bytes of a body");
            default ->
                Frames.block(
                    ":method",
                    "POST",
                    ":scheme",
                    "https",
                    ":authority",
                    "a.test",
                    ":path",
                    "/x",
                    "content-type",
                    "text/plain");
          };
      int type = random.nextInt(3) == 0 ? random.nextInt(11) : Frames.HEADERS;
      frame(all, type, random.nextInt(3) == 0 ? random.nextInt(64) : 4, stream, payload);
    }
    byte[] bytes = all.toByteArray();
    for (int turned = random.nextInt(6); turned > 0; turned--) {
      // Behind the preface and the first frame: what comes before is not worth the time.
      int at = 33 + random.nextInt(bytes.length - 33);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static void frame(
      ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
    var bytes = ByteBuffer.allocate(9 + payload.length);
    bytes.put((byte) 0).putShort((short) payload.length).put((byte) type).put((byte) flags);
    out.writeBytes(bytes.putInt(stream).put(payload).array());
  }

  private static void check(RequestHead head) {
    assertThat(head.target()).startsWith("/").matches("[!-~]+");
    assertThat(head.fields().all("host")).hasSize(1);
    for (Field field : head.fields().lines()) {
      assertThat(field.name()).matches("[a-z0-9!#$%&'*+.^_`|~-]+");
      assertThat(field.value()).doesNotContain("\r", "\n", "\0");
    }
  }

  @RepeatedTest(300)
  @Timeout(20)
  void whateverComesTheConnectionEndsAndOnlyRequestsAreServed(RepetitionInfo repetition)
      throws Exception {
    var places = new Semaphore(PLACES);
    var wrong = new ByteArrayOutputStream();
    byte[] bytes = conversation(new Random(repetition.getCurrentRepetition()));
    new ServerConnection(
            new ByteArrayInputStream(bytes),
            new ByteArrayOutputStream(),
            new ServerConnection.Requests() {
              @Override
              public void serve(RequestHead head, Http2Stream stream) throws IOException {
                try {
                  check(head);
                } catch (AssertionError e) {
                  wrong.writeBytes(String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8));
                }
                var nowhere =
                    new BodySink() {
                      @Override
                      public void bytes(byte[] source, int offset, int length) {}

                      @Override
                      public void end(Fields trailers) {}
                    };
                while (stream.readBody(nowhere)) {}
              }

              @Override
              public void malformed(String why) {}
            },
            StreamMemory.standard(),
            WAITS,
            places,
            16 * 1024,
            Duration.ofSeconds(10))
        .serve();
    // Each request's thread has ended, and given its place back.
    places.acquire(PLACES);
    assertThat(wrong.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}
