package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.botbottle.gateway.patience.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads that may take so long and no longer. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PatientSocketTest {
  private static final Duration SHORT = Duration.ofMillis(60);
  private static final Duration LONG = Duration.ofMinutes(10);

  /** A connection: what is read of it, and who speaks on it. */
  private record Pair(PatientSocket socket, SocketChannel peer) implements AutoCloseable {
    static Pair open(Patience patience) throws IOException {
      try (var listener = ServerSocketChannel.open()) {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel peer = SocketChannel.open(listener.getLocalAddress());
        return new Pair(new PatientSocket(listener.accept(), patience, 64), peer);
      }
    }

    void say(int b) {
      try {
        peer.write(ByteBuffer.wrap(new byte[] {(byte) b}));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    int read() throws IOException {
      return socket.getInputStream().read();
    }

    @Override
    public void close() throws IOException {
      socket.close();
      peer.close();
    }
  }

  @Test
  void aReadThatTakesTooLongEndsAndWhatThereIsToSayCanStillBeSaid() throws IOException {
    try (var patience = new Patience();
        Pair pair = Pair.open(patience)) {
      pair.socket().patience(SHORT);
      pair.say(1);
      assertThat(pair.read()).isEqualTo(1);
      long begun = System.nanoTime();
      assertThatThrownBy(pair::read).isInstanceOf(SocketTimeoutException.class);
      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(SHORT.toNanos());
      pair.socket().getOutputStream().write(7);
      var heard = ByteBuffer.allocate(1);
      assertThat(pair.peer().read(heard)).isEqualTo(1);
      // It stays so: what comes late is not taken for an answer to something else.
      pair.say(2);
      assertThatThrownBy(pair::read).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aReadThatMayTakeLongerIsAskedForAgainAndAgain() throws IOException {
    try (var patience = new Patience();
        Pair pair = Pair.open(patience)) {
      var asked = new AtomicInteger();
      pair.socket().patience(SHORT, () -> asked.incrementAndGet() < 3 ? SHORT.toNanos() : 0);
      long begun = System.nanoTime();
      assertThatThrownBy(pair::read).isInstanceOf(SocketTimeoutException.class);
      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(SHORT.multipliedBy(3).toNanos());
      assertThat(asked).hasValue(3);
    }
  }

  @Test
  void whoeverFailsWhenAskedHasHisReadEndedAndNobodyElses() throws Exception {
    try (var patience = new Patience();
        Pair failing = Pair.open(patience);
        Pair other = Pair.open(patience)) {
      failing
          .socket()
          .patience(
              SHORT,
              () -> {
                throw new IllegalStateException("as no one expects");
              });
      assertThatThrownBy(failing::read).isInstanceOf(SocketTimeoutException.class);
      other.socket().patience(SHORT);
      assertThatThrownBy(other::read).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void whoeverWasAskedIsHeldByNobodyBehindTheLastRead() throws IOException {
    try (var patience = new Patience();
        Pair pair = Pair.open(patience)) {
      WeakReference<Object> held = readAsking(pair);
      long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (held.get() != null && System.nanoTime() < until) {
        System.gc();
      }
      assertThat(held.get()).isNull();
    }
  }

  private static WeakReference<Object> readAsking(Pair pair) throws IOException {
    var large = new AtomicInteger();
    pair.socket().patience(LONG, large::incrementAndGet);
    pair.say(1);
    assertThat(pair.read()).isEqualTo(1);
    pair.socket().askNobody();
    return new WeakReference<>(large);
  }

  @Test
  void whatWasReadMeanwhileBeginsTheTimeAnew() throws Exception {
    try (var patience = new Patience();
        Pair pair = Pair.open(patience)) {
      var asked = new AtomicInteger();
      pair.socket()
          .patience(
              SHORT,
              () -> {
                if (asked.incrementAndGet() == 2) {
                  pair.say(5);
                }
                return SHORT.toNanos();
              });
      assertThat(pair.read()).isEqualTo(5);
      int before = asked.get();
      Thread.sleep(SHORT.multipliedBy(3));
      assertThat(asked).as("while nobody reads").hasValue(before);
    }
  }

  @Test
  void theTimeBetweenTwoReadsIsNobodys() throws Exception {
    try (var patience = new Patience();
        Pair pair = Pair.open(patience);
        Pair other = Pair.open(patience)) {
      pair.socket().patience(SHORT);
      pair.say(1);
      assertThat(pair.read()).isEqualTo(1);
      // The watcher has looked for the other's end, so that it has passed for this one as well.
      other.socket().patience(SHORT.multipliedBy(2));
      assertThatThrownBy(other::read).isInstanceOf(SocketTimeoutException.class);
      pair.say(2);
      assertThat(pair.read()).isEqualTo(2);
    }
  }

  @Test
  void aShortWaitThatBeginsBesideALongOneIsNotForgotten() throws Exception {
    try (var patience = new Patience();
        Pair patient = Pair.open(patience);
        Pair impatient = Pair.open(patience);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      patient.socket().patience(LONG);
      Future<Integer> waits = threads.submit(patient::read);
      for (int i = 0; i < 5; i++) {
        impatient.socket().patience(LONG);
        impatient.say(i);
        assertThat(impatient.read()).isEqualTo(i);
      }
      impatient.socket().patience(SHORT);
      assertThatThrownBy(impatient::read).isInstanceOf(SocketTimeoutException.class);
      patient.say(9);
      assertThat(waits.get()).isEqualTo(9);
    }
  }

  @Test
  void eachOfManyThatWaitAtOnceEndsByItself() throws Exception {
    try (var patience = new Patience();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Pair> pairs = new ArrayList<>();
      List<Future<String>> ends = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        Pair pair = Pair.open(patience);
        pairs.add(pair);
        pair.socket().patience(i % 3 == 0 ? LONG : SHORT);
        ends.add(
            threads.submit(() -> {
              try {
                return "read " + pair.read();
              } catch (SocketTimeoutException e) {
                return "too long";
              }
            }));
      }
      for (int i = 0; i < ends.size(); i++) {
        if (i % 3 == 0) {
          pairs.get(i).say(i);
        }
        assertThat(ends.get(i).get()).isEqualTo(i % 3 == 0 ? "read " + i : "too long");
      }
      for (Pair pair : pairs) {
        pair.close();
      }
    }
  }

  @Test
  void withATimerOfItsOwnItIsReadOn() throws IOException {
    try (var patience = new Patience();
        Pair pair = Pair.open(patience)) {
      pair.socket().patience(LONG);
      pair.socket().setSoTimeout((int) SHORT.toMillis());
      assertThatThrownBy(pair::read).isInstanceOf(SocketTimeoutException.class);
      pair.say(3);
      assertThat(pair.read()).isEqualTo(3);
    }
  }

  @Test
  void whatIsClosedMeanwhileIsNotTakenForTooLong() throws Exception {
    try (var patience = new Patience();
        Pair pair = Pair.open(patience)) {
      pair.socket().patience(LONG);
      var failed = new CompletableFuture<Throwable>();
      Thread reader =
          Thread.startVirtualThread(() -> {
            try {
              pair.read();
            } catch (IOException e) {
              failed.complete(e);
            }
          });
      while (reader.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      pair.socket().close();
      assertThat(failed.get()).isNotInstanceOf(SocketTimeoutException.class);
    }
  }

  /** Looks until what was sent has come, which takes loopback next to nothing. */
  private static void hearUntil(Pair pair, int come) throws IOException {
    while (pair.socket().getInputStream().available() < come) {
      Thread.onSpinWait();
    }
    assertThat(pair.socket().hears()).isTrue();
  }

  @Test
  void whatWasHeardAheadIsReadAsItCame() throws IOException {
    try (var patience = new Patience();
        Pair pair = Pair.open(patience)) {
      pair.socket().patience(LONG);
      assertThat(pair.socket().hears()).isTrue();
      pair.say(1);
      hearUntil(pair, 1);
      pair.say(2);
      hearUntil(pair, 2);
      assertThat(pair.read()).isEqualTo(1);
      pair.say(3);
      hearUntil(pair, 2);
      assertThat(pair.read()).isEqualTo(2);
      assertThat(pair.read()).isEqualTo(3);
    }
  }

  @Test
  void noMoreIsHeardAheadThanThereIsRoomFor() throws IOException {
    try (var patience = new Patience();
        Pair pair = Pair.open(patience)) {
      for (int i = 0; i < 100; i++) {
        pair.say(i);
      }
      hearUntil(pair, 100);
      pair.peer().close();
      assertThat(pair.socket().hears()).isTrue();
      assertThat(pair.socket().hears()).isTrue(); // 64 of 100, and no end to be seen
      for (int i = 0; i < 100; i++) {
        assertThat(pair.read()).isEqualTo(i);
      }
      assertThat(pair.socket().hears()).isFalse();
      assertThat(pair.read()).isEqualTo(-1);
    }
  }

  @Test
  void aResetIsHeardAsAFailure() throws Exception {
    try (var patience = new Patience();
        Pair pair = Pair.open(patience)) {
      pair.peer().setOption(StandardSocketOptions.SO_LINGER, 0);
      pair.peer().close();
      assertThatThrownBy(
              () -> {
                while (pair.socket().hears()) {
                  Thread.onSpinWait();
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void listeningAheadLeavesReadsTheirPatience() throws IOException {
    try (var patience = new Patience();
        Pair pair = Pair.open(patience)) {
      pair.socket().patience(SHORT);
      assertThat(pair.socket().hears()).isTrue();
      assertThatThrownBy(pair::read)
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("it did not speak in time");
    }
  }

  @Test
  void whatIsToBeDoneAfterATimeIsDoneOnceAndNotWhenItWasTakenBack() throws Exception {
    try (var patience = new Patience();
        Pair pair = Pair.open(patience);
        Pair other = Pair.open(patience)) {
      var done = new Semaphore(0);
      LongSupplier release =
          () -> {
            done.release();
            return 0;
          };
      pair.socket().after(SHORT.toNanos(), release);
      done.acquire();
      pair.socket().after(SHORT.toNanos(), release);
      pair.socket().notAfter();
      // The watcher has looked for the other's end, so that it has passed for this one as well.
      other.socket().patience(SHORT.multipliedBy(2));
      assertThatThrownBy(other::read).isInstanceOf(SocketTimeoutException.class);
      assertThat(done.availablePermits()).isZero();
      // It was not a read's end: reads go on.
      pair.socket().patience(LONG);
      pair.say(4);
      assertThat(pair.read()).isEqualTo(4);
    }
  }
}
