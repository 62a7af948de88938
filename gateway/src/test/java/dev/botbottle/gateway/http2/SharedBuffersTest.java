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
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies of many streams at once, all through the same few buffers. */
@Timeout(60)
class SharedBuffersTest {
  private static final int MAX_HEAD = 16 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int STREAMS = 40;
  private static final int ROUNDS = 8;
  private static final int LONGEST = 100_000;

  private final StreamMemory memory = StreamMemory.standard();

  @Test
  void arriveAsTheyWereSent() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var there = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        Socket here = listener.accept();
        var waits = new Patience();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Thread.startVirtualThread(echo(here, waits)::serve);
      ClientConnection client = client(there, waits);
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        all.add(threads.submit(conversation(client, i)));
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

  /** Requests one after another, each with a body of one letter of its own. */
  private Callable<Void> conversation(ClientConnection client, int number) {
    return () -> {
      var random = new Random(number);
      for (int round = 0; round < ROUNDS; round++) {
        byte[] body = new byte[random.nextInt(LONGEST)];
        Arrays.fill(body, (byte) (number + STREAMS * (round % 2)));
        assertThat(asked(client, body, random)).isEqualTo(body);
      }
      return null;
    };
  }

  private static byte[] asked(ClientConnection client, byte[] body, Random random)
      throws IOException {
    Http2Stream stream = client.request().orElseThrow();
    stream.head("POST", "/", new Fields().add("host", "a.test"), new Framing.Chunked());
    Thread.startVirtualThread(() -> send(stream, body, random.nextInt(1, 40_000)));
    stream.readHead("POST");
    var received = new ByteArrayOutputStream();
    while (stream.readBody(into(received))) {}
    return received.toByteArray();
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

  private static BodySink into(ByteArrayOutputStream all) {
    return new BodySink() {
      @Override
      public void bytes(byte[] source, int offset, int length) {
        all.write(source, offset, length);
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
            while (stream.readBody(
                new BodySink() {
                  @Override
                  public void bytes(byte[] source, int offset, int length) throws IOException {
                    stream.bytes(source, offset, length);
                  }

                  @Override
                  public void end(Fields trailers) {}
                })) {}
            stream.end(new Fields());
          }

          @Override
          public void malformed(String why) {}
        },
        memory,
        waits,
        new Semaphore(STREAMS),
        MAX_HEAD,
        PATIENCE);
  }
}
