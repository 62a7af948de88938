package dev.botbottle.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.RequestHead;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections whose peer says something all the time, and that nobody asks anything on. */
@Timeout(30)
class RestTest extends BarePeer {
  private static final Duration REST = Duration.ofMillis(10);
  private static final long FAREWELL = Duration.ofSeconds(1).toNanos();

  private final CountDownLatch answer = new CountDownLatch(1);

  @Test
  void aServerThatPingsIsLeft() throws Exception {
    client(REST);
    peer.settings();
    assertThat(pingUntilLeft(Long.MAX_VALUE)).isTrue();
  }

  @Test
  void aClientThatPingsIsLeft() throws Exception {
    Thread.startVirtualThread(serving(REST)::serve);
    peer.greet();
    assertThat(pingUntilLeft(Long.MAX_VALUE)).isTrue();
  }

  private ServerConnection serving(Duration rest) throws IOException {
    return new ServerConnection(
        here.getInputStream(),
        here.getOutputStream(),
        new Answers(),
        StreamMemory.standard(),
        WAITS,
        new Semaphore(1),
        MAX_HEAD,
        rest);
  }

  @Test
  void aClientThatSaysNothingAtAllIsToldToLeaveAndLeft() throws Exception {
    ServerConnection connection = serving(REST);
    Thread.sleep(REST.multipliedBy(2));
    assertThat(connection.silent()).isEqualTo(FAREWELL);
    assertThat(connection.silent()).isZero();
  }

  @Test
  void aClientMayBeSilentForSoLongBehindItsAnswerAndNoLonger() throws Exception {
    Duration rest = Duration.ofMinutes(1);
    ServerConnection connection = serving(rest);
    Thread.startVirtualThread(connection::serve);
    peer.greet().headers(1, true, ServedFrames.GET).frame(Frames.PING, 0, 0, new byte[8]);
    peer.next(Frames.PING);
    assertThat(connection.silent()).as("before it").isEqualTo(rest.toNanos());
    answer.countDown();
    peer.next(Frames.HEADERS);
    Thread.sleep(REST);
    assertThat(connection.silent()).isBetween(1L, rest.minus(REST).toNanos());
  }

  @Test
  void aServerThatIsAskedSomethingMayTakeItsTime() throws Exception {
    Http2Stream stream = asked(REST);
    assertThat(pingUntilLeft(System.nanoTime() + REST.multipliedBy(2).toNanos())).isFalse();
    peer.headers(1, true, ":status", "204");
    assertThat(stream.readHead("GET").status()).isEqualTo(204);
  }

  @Test
  void aRequestThatCameTooLateGivesItsPlaceBackOnce() throws Exception {
    ClientConnection connection = client(REST.multipliedBy(1_000));
    Http2Stream late = connection.request().orElseThrow();
    peer.settings();
    Http2Stream other = connection.request().orElseThrow();
    peer.frame(Frames.GOAWAY, 0, 0, new byte[8]).frame(Frames.PING, 0, 0, new byte[8]);
    peer.next(Frames.PING);
    assertThatThrownBy(() -> ask(late)).isInstanceOf(StreamReset.class);
    late.cancel();
    assertThat(connection.claimed()).isTrue();
    other.cancel();
    assertThat(connection.claimed()).isFalse();
  }

  /** Pings until this time, each time when the last ping was answered; false when that is come. */
  private boolean pingUntilLeft(long until) throws IOException {
    while (System.nanoTime() - until < 0) {
      peer.frame(Frames.PING, 0, 0, new byte[8]);
      Frames.Frame frame = peer.any();
      while (frame.type() != Frames.PING) {
        if (frame.type() == Frames.GOAWAY) {
          assertThat(frame.code()).isEqualTo(Frames.NO_ERROR);
          return true;
        }
        frame = peer.any();
      }
    }
    return false;
  }

  private final class Answers implements ServerConnection.Requests {
    @Override
    public void serve(RequestHead head, Http2Stream stream) throws IOException {
      try {
        answer.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      stream.head(204, "", new Fields(), new Framing.None());
      stream.end(new Fields());
    }

    @Override
    public void malformed(String why) {
      throw new AssertionError(why);
    }
  }
}
