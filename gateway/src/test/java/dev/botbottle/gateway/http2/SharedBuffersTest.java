package dev.botbottle.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.patience.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies of many streams at once, all through the same few buffers. */
@Timeout(60)
final class SharedBuffersTest {
  /** How a stream ends. */
  private enum Way {
    WHOLE,
    CANCELLED,
    SERVER_FAILS,
    SERVER_STOPS,
    READER_FAILS,
    SLOW
  }

  private static final int MAX_HEAD = 16 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CONNECTIONS = 6;
  private static final int STREAMS = 20;
  private static final int ROUNDS = 8;
  private static final int LONGEST = 100_000;

  private final StreamMemory memory = StreamMemory.standard();
  private final Semaphore places = new Semaphore(10 * STREAMS);
  private final AtomicInteger whole = new AtomicInteger();
  private final AtomicInteger broken = new AtomicInteger();

  @Test
  void arriveAsTheyWereSent() throws Exception {
    talk(0, List.of(Way.WHOLE));
    assertThat(whole.get()).isEqualTo(STREAMS * ROUNDS);
  }

  @Test
  void giveNothingToOthersWhereTheyEndEarly() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      talk(i, List.of(Way.values()));
    }
    assertThat(whole.get()).isPositive();
    assertThat(broken.get()).isPositive();
    places.acquire(10 * STREAMS);
    // Each buffer was given back once, and all of the windows.
    Set<byte[]> all = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 16; i++) {
      assertThat(all.add(memory.buffers().take())).isTrue();
    }
    assertThat(memory.grow(8 << 20)).isTrue();
  }

  private void talk(int seed, List<Way> ways) throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var there = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        Socket here = listener.accept();
        var waits = new Patience();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Thread.startVirtualThread(echo(here, waits)::serve);
      ClientConnection client = client(there, waits);
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        all.add(
            threads.submit(conversation(client, i, new Random(seed * 1_000L + i), ways, threads)));
      }
      if (seed % 3 == 2) {
        LockSupport.parkNanos(5_000_000);
        there.shutdownOutput();
        here.shutdownOutput();
      }
      for (Future<Void> each : all) {
        each.get();
      }
    }
  }

  private ClientConnection client(Socket socket, Patience waits) throws IOException {
    var client =
        new ClientConnection(
            socket.getInputStream(),
            socket.getOutputStream(),
            socket,
            memory,
            waits,
            MAX_HEAD,
            PATIENCE,
            PATIENCE);
    client.start();
    return client;
  }

  private Callable<Void> conversation(
      ClientConnection client, int number, Random random, List<Way> ways, ExecutorService threads) {
    return () -> {
      for (int round = 0; round < ROUNDS; round++) {
        byte[] body = new byte[random.nextInt(LONGEST)];
        Arrays.fill(body, (byte) (number + STREAMS * (round % 5)));
        Way way = ways.get(random.nextInt(ways.size()));
        var received = new ByteArrayOutputStream();
        try {
          ask(client, body, random, way, received, threads);
          assertThat(way == Way.SERVER_STOPS || received.size() == body.length).isTrue();
          whole.incrementAndGet();
        } catch (IOException e) {
          broken.incrementAndGet();
        }
        assertThat(received.toByteArray()).isEqualTo(Arrays.copyOf(body, received.size()));
        assertThat(received.size()).isLessThanOrEqualTo(body.length);
      }
      return null;
    };
  }

  private static void ask(
      ClientConnection client,
      byte[] body,
      Random random,
      Way way,
      ByteArrayOutputStream received,
      ExecutorService threads)
      throws IOException {
    Http2Stream stream = client.request().orElseThrow(() -> new IOException("gone"));
    int most = random.nextInt(1, 40_000);
    long pause = random.nextInt(3_000_000);
    int stop = random.nextInt(LONGEST);
    String target = "/" + way;
    try {
      stream.head("POST", target, new Fields().add("host", "a.test"), new Framing.Chunked());
      var _ = threads.submit(() -> send(stream, body, most));
      if (way == Way.CANCELLED) {
        var _ =
            threads.submit(() -> {
              LockSupport.parkNanos(pause);
              stream.cancel();
            });
      }
      stream.readHead("POST");
      while (stream.readBody(into(received, way == Way.READER_FAILS ? stop : Integer.MAX_VALUE))) {
        if (way == Way.SLOW) {
          LockSupport.parkNanos(pause / 10);
        }
      }
    } finally {
      stream.cancel();
    }
  }

  private static void send(Http2Stream stream, byte[] body, int most) {
    try {
      for (int at = 0; at < body.length; at += most) {
        stream.bytes(body, at, Math.min(most, body.length - at));
        if (at % 3 == 0) {
          stream.flush();
        }
      }
      stream.end(new Fields());
    } catch (IOException e) {
      stream.cancel(); // which its reader tells of
    }
  }

  private static BodySink into(ByteArrayOutputStream all, int most) {
    return new BodySink() {
      @Override
      public void bytes(byte[] source, int offset, int length) throws IOException {
        all.write(source, offset, length / 2);
        LockSupport.parkNanos(1);
        all.write(source, offset + length / 2, length - length / 2);
        if (all.size() > most) {
          throw new IOException("enough");
        }
      }

      @Override
      public void end(Fields trailers) {}
    };
  }

  private ServerConnection echo(Socket socket, Patience waits) throws IOException {
    return new ServerConnection(
        socket.getInputStream(),
        socket.getOutputStream(),
        new ServerConnection.Requests() {
          @Override
          public void serve(RequestHead head, Http2Stream stream) throws IOException {
            stream.head(200, "", new Fields(), new Framing.Chunked());
            stream.flush();
            Way way = Way.valueOf(head.target().substring(1));
            int pieces = 0;
            while (stream.readBody(
                new BodySink() {
                  @Override
                  public void bytes(byte[] source, int offset, int length) throws IOException {
                    stream.bytes(source, offset, length);
                  }

                  @Override
                  public void end(Fields trailers) {}
                })) {
              if (way == Way.SERVER_FAILS && pieces++ == 2) {
                throw new IOException("as asked");
              }
              if (way == Way.SERVER_STOPS) {
                break;
              }
            }
            stream.end(new Fields());
          }

          @Override
          public void malformed(String why) {}
        },
        memory,
        waits,
        places,
        MAX_HEAD,
        PATIENCE);
  }
}
