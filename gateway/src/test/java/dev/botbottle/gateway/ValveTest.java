package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.botbottle.gateway.upstream.AddressClasses;
import dev.botbottle.gateway.upstream.DialException;
import dev.botbottle.gateway.upstream.Dialer;
import dev.botbottle.gateway.upstream.Dials;
import dev.botbottle.gateway.upstream.Passage;
import dev.botbottle.gateway.upstream.ProxyDialer;
import dev.botbottle.gateway.upstream.Resolver;
import dev.botbottle.policy.EgressSwitch;
import dev.botbottle.policy.Endpoint;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.UpstreamProxy;
import dev.botbottle.scan.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of connections that are being made when the way out is shut. */
class ValveTest {
  /** As many look-ups as run at once. */
  private static final int LOOK_UPS = 16;

  private static final AddressClasses CLASSES = new AddressClasses(address -> false);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private ServerSocketChannel server;
  private int port;

  @BeforeEach
  void listen() throws IOException {
    server =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    port = ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void afterTheCutNoLookUpThatWaitedBeginsAndNoneThatEndsIsFollowedByAConnection()
      throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    CountDownLatch busy = new CountDownLatch(LOOK_UPS);
    CountDownLatch answer = new CountDownLatch(1);
    Dialer dialer =
        dialer(host -> {
          asked.add(host);
          busy.countDown();
          try {
            answer.await();
          } catch (InterruptedException e) {
            throw new UnknownHostException(host);
          }
          return List.of(InetAddress.getLoopbackAddress());
        });
    Valve valve = new Valve(dialer::dial);
    List<Future<SocketChannel>> dials = new ArrayList<>();
    for (int i = 0; i < LOOK_UPS; i++) {
      FutureTask<SocketChannel> dial = dial(valve, named());
      Thread.ofVirtual().start(dial);
      dials.add(dial);
    }
    assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
    FutureTask<SocketChannel> queued = dial(valve, named());
    awaitWaiting(Thread.ofVirtual().start(queued));
    dials.add(queued);
    valve.close();
    answer.countDown();
    for (Future<SocketChannel> dial : dials) {
      assertCut(dial);
    }
    assertThat(asked).hasSize(LOOK_UPS);
    assertNobodyCame();
  }

  @Test
  void aCutJustBeforeTheConnectionLeavesItUnmadeAtEveryAddress() throws Exception {
    Dialer dialer =
        dialer(host -> List.of(InetAddress.getLoopbackAddress(), InetAddress.getLoopbackAddress()));
    assertCut(cutMidway(dialer::dial, named(), Step.ADMITTED));
    assertNobodyCame();
  }

  @Test
  void aCutJustBeforeTheProxyIsAskedLeavesItUnasked() throws Exception {
    assertCut(cutMidway(throughProxy()::dial, Dials.route(null), Step.CHECKED));
    try (SocketChannel client = server.accept()) {
      assertReset(client); // and no byte of CONNECT
    }
  }

  @Test
  void aCutWhileTheProxyConnectsEndsThatAndIsGivenAsTheReason() throws Exception {
    Valve valve = new Valve(throughProxy()::dial);
    FutureTask<SocketChannel> dial = dial(valve, Dials.route(null));
    Thread.ofVirtual().start(dial);
    try (SocketChannel client = server.accept()) {
      assertThat(client.read(ByteBuffer.allocate(8_192))).isPositive();
      valve.close();
      assertCut(dial);
      assertReset(client);
    }
  }

  @Test
  void aChannelThatWasCutIsNotHandedOutWhenTheWayOutIsOpenAgain() {
    List<Valve> valves = new ArrayList<>();
    Valve valve =
        new Valve((route, host, to, passage) -> {
          SocketChannel channel = SocketChannel.open();
          passage.admit(channel);
          valves.getFirst().close();
          valves.getFirst().open();
          return channel;
        });
    valves.add(valve);
    FutureTask<SocketChannel> dial = dial(valve, Dials.route(null));
    dial.run();
    assertCut(dial);
  }

  @Test
  void whatTheKernelStillHeldIsNotSentAfterTheCut() throws Exception {
    server.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
    Valve valve = new Valve(dialer(host -> List.of(InetAddress.getLoopbackAddress()))::dial);
    SocketChannel channel = valve.dial(named(), "a.example", 443);
    try (SocketChannel client = server.accept()) {
      channel.configureBlocking(false);
      long written = 0;
      ByteBuffer piece = ByteBuffer.allocate(65_536);
      for (int n = channel.write(piece); n > 0; n = channel.write(piece.clear())) {
        written += n;
      }
      channel.configureBlocking(true);
      valve.close();
      long arrived = 0;
      try {
        for (int n = client.read(piece.clear()); n >= 0; n = client.read(piece.clear())) {
          arrived += n;
        }
        fail("an end that looks valid after " + arrived + " of " + written + " bytes");
      } catch (IOException e) {
        assertThat(arrived).as("bytes of " + written).isLessThan(written);
      }
    }
  }

  /** After what the way out is shut. */
  private enum Step {
    ADMITTED,
    CHECKED
  }

  /** A dial during which the way out is shut at the worst moment: once this step was granted. */
  private static Future<SocketChannel> cutMidway(Valve.WayOut wayOut, Route route, Step step) {
    List<Valve> valves = new ArrayList<>();
    Valve valve =
        new Valve((way, host, to, passage) ->
            wayOut.dial(
                way,
                host,
                to,
                new Passage() {
                  @Override
                  public void check() throws DialException {
                    passage.check();
                    granted(Step.CHECKED);
                  }

                  @Override
                  public void admit(SocketChannel channel) throws DialException {
                    passage.admit(channel);
                    granted(Step.ADMITTED);
                  }

                  private void granted(Step granted) {
                    if (granted == step) {
                      valves.getFirst().close();
                    }
                  }
                }));
    valves.add(valve);
    FutureTask<SocketChannel> dial = dial(valve, route);
    dial.run();
    return dial;
  }

  private static FutureTask<SocketChannel> dial(Valve valve, Route route) {
    return new FutureTask<>(() -> valve.dial(route, "a.example", 443));
  }

  private static Dialer dialer(Resolver resolver) {
    return new Dialer(resolver, CLASSES, PATIENCE);
  }

  private ProxyDialer throughProxy() {
    Dialer toProxy =
        dialer(host -> {
          throw new UnknownHostException(host);
        });
    UpstreamProxy proxy = new UpstreamProxy(new Endpoint("127.0.0.1", port), true, List.of());
    return new ProxyDialer(
        toProxy, CLASSES, proxy, Optional.of(Secret.of("user:made-up")), PATIENCE);
  }

  /** A route to the server, whose name has to be looked up. */
  private Route named() {
    return Dials.route(new Endpoint("git.corp", port));
  }

  private static void assertCut(Future<SocketChannel> dial) {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> dial.get(10, TimeUnit.SECONDS))
        .havingCause()
        .isInstanceOfSatisfying(
            DialException.class, e -> assertThat(e.rule()).isEqualTo(EgressSwitch.CUT));
  }

  /** Nothing more came, and no end that looks like one. */
  private static void assertReset(SocketChannel client) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> client.read(ByteBuffer.allocate(1)))
        .withMessageContaining("reset");
  }

  /** A connection that was made would be in the server's queue, closed or not. */
  private void assertNobodyCame() throws IOException {
    server.configureBlocking(false);
    assertThat(server.accept()).isNull();
  }

  private static void awaitWaiting(Thread thread) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (thread.getState() != Thread.State.TIMED_WAITING && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(thread.getState()).isEqualTo(Thread.State.TIMED_WAITING);
  }
}
