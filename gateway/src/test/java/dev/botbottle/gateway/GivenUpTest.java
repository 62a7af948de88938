package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http2.Frames;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that give a request up while its server is dialled. */
@Timeout(60)
class GivenUpTest {
  private static final String HOST = "api.test";

  private final AtomicInteger asked = new AtomicInteger();
  private final Semaphore dialled = new Semaphore(0);
  private final CountDownLatch proceed = new CountDownLatch(1);
  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    lab.connected =
        () -> {
          dialled.release();
          try {
            proceed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    lab.rawStreams(
        HOST,
        server -> {
          server.settings();
          while (true) {
            Frames.Frame request = server.next(Frames.HEADERS);
            asked.incrementAndGet();
            if (server.fields(request).containsValue("/answered")) {
              server.headers(request.stream(), true, ":status", "204");
            }
          }
        });
    lab.route(lab.to(HOST)).start();
  }

  @AfterEach
  void close() throws Exception {
    proceed.countDown();
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/grpc"})
  void theirRequestIsOverAndTheServerIsNotAsked(String type) throws Exception {
    Frames client = lab.frames(HOST);
    client.headers(1, true, request("/left", "content-type", type));
    assertThat(dialled.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    client.frame(Frames.RST_STREAM, 0, 1, Frames.number(Frames.CANCEL));
    client.frame(Frames.PING, 0, 0, new byte[8]);
    client.next(Frames.PING); // The reset was read before it.
    proceed.countDown();
    lab.ledger.await(entry -> entry.reason().equals("given up by the client"));
    client.headers(3, true, request("/answered"));
    assertThat(client.hear().status()).isEqualTo(204);
    assertThat(asked).hasValue(1);
  }

  private static String[] request(String path, String... more) {
    return Frames.with(
        new String[] {":method", "GET", ":scheme", "https", ":authority", HOST, ":path", path},
        more);
  }
}
