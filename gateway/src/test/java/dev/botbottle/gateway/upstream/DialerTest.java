package dev.botbottle.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.policy.Endpoint;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.Timeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialerTest {
  private static final AddressClasses REAL = new AddressClasses(address -> false);

  private final List<String> asked = new ArrayList<>();
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

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a name that leads to loopback        | rebind.example | 127.0.0.1       | address:loopback",
        "a name that leads to a private address | a.example    | 10.0.0.5        | address:private",
        "a name that leads to metadata        | a.example      | 169.254.169.254 | address:metadata",
        "a name that leads to IPv6 loopback   | a.example      | ::1             | address:loopback",
        "an address that is loopback          | 127.0.0.1      | -               | address:loopback",
        "an IPv6 address with IPv4 inside     | 64:ff9b::7f00:1 | -              | address:embedded",
      })
  void refuses(String sentence, String host, String address, String rule) {
    assertThatExceptionOfType(DialException.class)
        .as(sentence)
        .isThrownBy(() -> dialer(address).dial(Dials.route(null), host, port, Dials.OPEN))
        .satisfies(e -> {
          assertThat(e.rule()).isEqualTo(rule);
          assertThat(e.refused()).isTrue();
          assertThat(e.reason()).contains("\"connect\"");
          assertThat(e.detail()).contains(Integer.toString(port));
          if (!address.equals("-")) {
            assertThat(e.reason()).doesNotContain(address, Integer.toString(port));
          }
        });
  }

  @Test
  void aReasonNamesNothingOfTheRoutesConnect() {
    for (String address : new String[] {"169.254.169.254", "-"}) {
      assertThatExceptionOfType(DialException.class)
          .isThrownBy(() ->
              dialer(address)
                  .dial(Dials.route(new Endpoint("git.corp", port)), "a.example", 443, Dials.OPEN))
          .satisfies(e ->
              assertThat(e.reason())
                  .contains("a.example")
                  .doesNotContain("git.corp", address + ".", Integer.toString(port)));
    }
  }

  @Test
  void connectsWhereTheRoutesConnectSays() throws IOException {
    Dialer dialer = dialer("203.0.113.1");
    try (SocketChannel channel =
        dialer.dial(Dials.route(new Endpoint("127.0.0.1", port)), "a.example", 443, Dials.OPEN)) {
      assertThat(channel.getRemoteAddress()).isEqualTo(server.getLocalAddress());
      assertThat(channel.isBlocking()).isTrue();
    }
    assertThat(asked).as("an address is not looked up").isEmpty();
  }

  @Test
  void aConnectByNameLeadsToAPrivateAddress() throws IOException {
    try (SocketChannel channel =
        dialer("127.0.0.1")
            .dial(Dials.route(new Endpoint("Git.Corp.", port)), "a.example", 443, Dials.OPEN)) {
      assertThat(channel.isConnected()).isTrue();
    }
    assertThat(asked).containsExactly("git.corp");
  }

  @Test
  void aConnectByNameNeverLeadsToMetadata() {
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() ->
            dialer("169.254.169.254")
                .dial(Dials.route(new Endpoint("git.corp", port)), "a.example", 443, Dials.OPEN))
        .satisfies(e -> assertThat(e.rule()).isEqualTo("address:metadata"));
  }

  @Test
  void leavesOutRefusedAddressesAndTriesTheOthers() throws IOException {
    // With loopback allowed: one address that is refused, one where nobody listens, the server.
    AddressClasses lenient =
        new AddressClasses(address -> address.getHostAddress().equals("127.0.0.9"));
    Dialer dialer =
        new Dialer(
            host -> literals("127.0.0.9", "127.0.0.8", "127.0.0.1"),
            lenient,
            Duration.ofSeconds(5));
    try (SocketChannel channel =
        dialer.dial(Dials.route(new Endpoint("git.corp", port)), "a.example", 443, Dials.OPEN)) {
      assertThat(channel.getRemoteAddress()).isEqualTo(server.getLocalAddress());
    }
  }

  @Test
  void triesEveryAddressOfAHostAndSaysTheLastReasonWhenNoneAnswers() throws IOException {
    List<InetAddress> many = literals("127.0.0.7", "127.0.0.8", "::1", "127.0.0.1");
    Dialer dialer = new Dialer(host -> many, REAL, Duration.ofSeconds(5));
    try (SocketChannel channel =
        dialer.dial(Dials.route(new Endpoint("git.corp", port)), "a.example", 443, Dials.OPEN)) {
      assertThat(channel.getRemoteAddress()).isEqualTo(server.getLocalAddress());
    }
    server.close();
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() ->
            dialer.dial(Dials.route(new Endpoint("git.corp", port)), "a.example", 443, Dials.OPEN))
        .withMessageContaining("could not connect to a.example");
  }

  @Test
  void aRouteMayHaveLessPatienceThanOthers() {
    CountDownLatch never = new CountDownLatch(1);
    Dialer dialer =
        new Dialer(
            host -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return List.of();
            },
            REAL,
            Duration.ofMinutes(5));
    try {
      assertThatExceptionOfType(DialException.class)
          .isThrownBy(() -> dialer.dial(hurried(), "a.example", 443, Dials.OPEN))
          .withMessageContaining("too long");
    } finally {
      never.countDown();
    }
  }

  @Test
  void looksUpOnlyOnce() throws IOException {
    dialer("127.0.0.1")
        .dial(Dials.route(new Endpoint("git.corp", port)), "a.example", 443, Dials.OPEN)
        .close();
    assertThat(asked).hasSize(1);
  }

  @Test
  void saysWhenNobodyKnowsTheName() {
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() -> dialer("-").dial(Dials.route(null), "a.example", 443, Dials.OPEN))
        .satisfies(e -> {
          assertThat(e.rule()).isEqualTo("resolve");
          assertThat(e.refused()).isFalse();
        });
  }

  @Test
  void saysWhenNobodyListens() throws IOException {
    server.close();
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() ->
            dialer("-")
                .dial(Dials.route(new Endpoint("127.0.0.1", port)), "a.example", 443, Dials.OPEN))
        .satisfies(e -> assertThat(e.rule()).isEqualTo("dial"));
  }

  @Test
  void givesUpALookUpThatTakesTooLong() {
    CountDownLatch never = new CountDownLatch(1);
    Dialer dialer =
        new Dialer(
            host -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new UnknownHostException(host);
              }
              return List.of();
            },
            REAL,
            Duration.ofMillis(100));
    try {
      assertThatExceptionOfType(DialException.class)
          .isThrownBy(() -> dialer.dial(Dials.route(null), "a.example", 443, Dials.OPEN))
          .withMessageContaining("too long");
    } finally {
      never.countDown();
    }
  }

  private Dialer dialer(String address) {
    Resolver resolver =
        host -> {
          asked.add(host);
          if (address.equals("-")) {
            throw new UnknownHostException(host);
          }
          return literals(address);
        };
    return new Dialer(resolver, REAL, Duration.ofSeconds(5));
  }

  private static List<InetAddress> literals(String... texts) {
    List<InetAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      addresses.add(InetAddress.ofLiteral(text));
    }
    return addresses;
  }

  private static Route hurried() {
    Route route = Dials.route(null);
    return new Route(
        route.host(),
        route.ports(),
        route.methods(),
        route.paths(),
        route.tls(),
        route.bindings(),
        route.scan(),
        route.clientCredentials(),
        route.webSocket(),
        route.connect(),
        route.roots(),
        route.certificate(),
        new Timeouts(Optional.of(Duration.ofMillis(100)), Optional.empty(), Optional.empty()),
        route.limits(),
        route.origin());
  }
}
