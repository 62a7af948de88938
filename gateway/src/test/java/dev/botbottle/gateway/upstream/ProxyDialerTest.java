package dev.botbottle.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.botbottle.policy.Endpoint;
import dev.botbottle.policy.UpstreamProxy;
import dev.botbottle.scan.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways out through a proxy that plays its part on loopback. */
class ProxyDialerTest {
  private static final String LOGIN = "user:p\u00e4ss:word";
  private static final String ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<String> lookedUp = new CopyOnWriteArrayList<>();
  private ServerSocket proxy;
  private Thread accepting;
  private volatile String answer = ESTABLISHED;
  private volatile boolean silent;

  @BeforeEach
  void listen() throws IOException {
    proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    accepting = Thread.ofVirtual().start(this::serve);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
  }

  private void serve() {
    try {
      while (true) {
        Socket client = proxy.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (client) {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int b = client.getInputStream().read();
        if (b < 0) {
          return;
        }
        head.append((char) b);
      }
      heads.add(head.toString());
      if (!silent) {
        client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
      }
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // The dialer left.
    }
  }

  private ProxyDialer dialer(boolean login, String... direct) {
    return dialer(Duration.ofSeconds(5), login, direct);
  }

  private ProxyDialer dialer(Duration timeout, boolean login, String... direct) {
    Resolver resolver =
        host -> {
          lookedUp.add(host);
          throw new UnknownHostException(host);
        };
    AddressClasses classes = new AddressClasses(address -> false);
    return new ProxyDialer(
        new Dialer(resolver, classes, Duration.ofSeconds(5)),
        classes,
        new UpstreamProxy(new Endpoint("127.0.0.1", proxy.getLocalPort()), login, List.of(direct)),
        login ? Optional.of(Secret.of(LOGIN)) : Optional.empty(),
        timeout);
  }

  @Test
  void aHostIsAskedOfTheProxyByNameAndNobodyElse() throws IOException {
    try (SocketChannel channel =
        dialer(false).dial(Dials.route(null), "docs.example", 443, Dials.OPEN)) {
      assertThat(channel.isBlocking()).isTrue();
      channel.socket().getOutputStream().write("ping".getBytes(StandardCharsets.US_ASCII));
      assertThat(channel.socket().getInputStream().readNBytes(4))
          .isEqualTo("ping".getBytes(StandardCharsets.US_ASCII));
      assertThat(channel.socket().getSoTimeout()).isZero();
    }
    assertThat(heads)
        .containsExactly("CONNECT docs.example:443 HTTP/1.1\r\nHost: docs.example:443\r\n\r\n");
    assertThat(lookedUp).isEmpty();
  }

  @Test
  void theLoginIsSentAndNothingOfItStaysInAnException() throws IOException {
    dialer(true).dial(Dials.route(null), "2001:db8::1", 8443, Dials.OPEN).close();
    assertThat(heads.getFirst())
        .startsWith("CONNECT [2001:db8::1]:8443 HTTP/1.1\r\n")
        .contains(
            "\r\nProxy-Authorization: Basic "
                + Base64.getEncoder().encodeToString(LOGIN.getBytes(StandardCharsets.UTF_8))
                + "\r\n\r\n");
    answer = "HTTP/1.1 407 Proxy Authentication Required\r\nX-Echo: " + LOGIN + "\r\n\r\n";
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() -> dialer(true).dial(Dials.route(null), "docs.example", 443, Dials.OPEN))
        .satisfies(e -> {
          assertThat(e.rule()).isEqualTo("proxy");
          assertThat(e.refused()).isFalse();
          assertThat(e.reason() + e.detail()).contains("login").doesNotContain("word", "user:");
        });
  }

  @Test
  void aLoginThatIsMissingIsNotLeftOutSilently() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new ProxyDialer(
                new Dialer(Resolver.system(), new AddressClasses(a -> false), Duration.ZERO),
                new AddressClasses(address -> false),
                new UpstreamProxy(new Endpoint("127.0.0.1", 1), true, List.of()),
                Optional.empty(),
                Duration.ZERO));
  }

  @Test
  void whatTheServerSaysFirstIsNotTakenForTheProxysHead() throws IOException {
    answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\nVia: x\r\n\r\nhello";
    try (SocketChannel channel =
        dialer(false).dial(Dials.route(null), "docs.example", 443, Dials.OPEN)) {
      assertThat(channel.socket().getInputStream().readNBytes(5))
          .isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 403 Forbidden\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: https://elsewhere/\r\n\r\n",
        "HTTP/1.1 502 Bad Gateway\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "SSH-2.0-x\r\n\r\n",
        "\r\n",
      })
  void whateverIsNoYesIsANo(String said) {
    answer = said;
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() -> dialer(false).dial(Dials.route(null), "docs.example", 443, Dials.OPEN))
        .satisfies(e -> assertThat(e.rule()).isEqualTo("proxy"));
  }

  @Test
  void aHeadWithoutEndAndSilenceAreGivenUp() {
    answer = "HTTP/1.1 200 OK\r\nX: " + "y".repeat(20_000);
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() -> dialer(false).dial(Dials.route(null), "docs.example", 443, Dials.OPEN))
        .withMessageContaining("no answer");
    silent = true;
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() ->
            dialer(Duration.ofMillis(100), false)
                .dial(Dials.route(null), "docs.example", 443, Dials.OPEN))
        .withMessageContaining("too long");
  }

  @Test
  void aProxyThatIsNotThereIsNotWalkedAround() throws Exception {
    proxy.close();
    accepting.join(); // it listens until the last accept has ended
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() -> dialer(false).dial(Dials.route(null), "docs.example", 443, Dials.OPEN))
        .satisfies(e -> {
          assertThat(e.rule()).isEqualTo("proxy");
          assertThat(e.reason()).contains("docs.example").doesNotContain("127.0.0.1");
        });
    assertThat(lookedUp).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,        address:loopback",
    "10.0.0.5,         address:private",
    "169.254.169.254,  address:metadata",
    "::1,              address:loopback",
    "64:ff9b::7f00:1,  address:embedded",
    "localhost,        address:loopback",
    "a.localhost,      address:loopback"
  })
  void innerPlacesAreNotAskedOfTheProxyEither(String host, String rule) {
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() -> dialer(false).dial(Dials.route(null), host, 443, Dials.OPEN))
        .satisfies(e -> {
          assertThat(e.rule()).isEqualTo(rule);
          assertThat(e.refused()).isTrue();
        });
    assertThat(heads).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.5, 10.0.0.0/8, address:private", "127.0.0.1, *, address:loopback"})
  void whatIsExemptIsStillChecked(String host, String exempt, String rule) {
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() -> dialer(false, exempt).dial(Dials.route(null), host, 443, Dials.OPEN))
        .satisfies(e -> assertThat(e.rule()).isEqualTo(rule));
    assertThat(heads).isEmpty();
  }

  @Test
  void anExemptNameIsLookedUpHere() {
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() ->
            dialer(false, ".corp.example")
                .dial(Dials.route(null), "git.corp.example", 443, Dials.OPEN))
        .satisfies(e -> assertThat(e.rule()).isEqualTo("resolve"));
    assertThat(lookedUp).containsExactly("git.corp.example");
    assertThat(heads).isEmpty();
  }

  @Test
  void aRouteThatSaysWhereToConnectDoesNotGoThroughTheProxy() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        SocketChannel channel =
            dialer(false)
                .dial(
                    Dials.route(new Endpoint("127.0.0.1", server.getLocalPort())),
                    "a.test",
                    443,
                    Dials.OPEN)) {
      assertThat(channel.socket().getPort()).isEqualTo(server.getLocalPort());
    }
    assertThat(heads).isEmpty();
  }
}
