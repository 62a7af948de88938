package dev.botbottle.gateway.upstream;

import dev.botbottle.policy.Digits;
import dev.botbottle.policy.HostName;
import dev.botbottle.policy.ProxyExemptions;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.UpstreamProxy;
import dev.botbottle.scan.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Connects through the proxy of this host's network, by CONNECT (RFC 9110 §9.3.6) whatever is
 * spoken behind it, so that every request stays decided and scanned here. The proxy looks the name
 * up and dials, so the address cannot be checked; what can be known of the name itself is.
 *
 * <p>A route with {@code connect} and what {@code NO_PROXY} names are dialled directly, with all
 * checks of a {@link Dialer}.
 */
public final class ProxyDialer {
  /** The rule of a refusal or failure of the proxy's. */
  static final String RULE = "proxy";

  /** Proxies explain themselves in fields, never at this length. */
  private static final int LONGEST_HEAD = 16 * 1024;

  private final Dialer direct;
  private final AddressClasses classes;
  private final UpstreamProxy proxy;
  private final ProxyExemptions exempt;
  private final Optional<Secret> login;
  private final Duration timeout;

  /**
   * A dialer.
   *
   * @param direct connects to the proxy, and to what is reached without it
   * @param classes the addresses that are refused when they are named outright
   * @param login {@code user:password}
   * @param timeout for the proxy's answer, which comes once it has connected, unless the route says
   *     otherwise
   */
  public ProxyDialer(
      Dialer direct,
      AddressClasses classes,
      UpstreamProxy proxy,
      Optional<Secret> login,
      Duration timeout) {
    if (proxy.login() && login.isEmpty()) {
      throw new IllegalArgumentException("no login for the proxy");
    }
    this.direct = direct;
    this.classes = classes;
    this.proxy = proxy;
    this.exempt = ProxyExemptions.of(proxy.direct());
    this.login = login;
    this.timeout = timeout;
  }

  /** A connected channel, in blocking mode, to a host that {@code route} allows. */
  public SocketChannel dial(Route route, String host, int port, Passage passage)
      throws DialException {
    if (route.connect().isPresent() || exempt.cover(host, port)) {
      return direct.dial(route, host, port, passage);
    }
    refuseInnerPlaces(host);
    Duration patience = route.timeouts().connect().orElse(timeout);
    SocketChannel channel;
    try {
      channel = direct.dial(proxy.at(), host, patience, passage);
    } catch (DialException e) {
      throw new DialException(
          RULE,
          "could not reach the proxy of this network on the way to " + host,
          e.detail().isEmpty() ? e.reason() : e.detail());
    }
    try {
      passage.check(); // a cut after this closes the channel, which the passage holds
      return throughProxy(channel, host, port, patience);
    } catch (IOException e) {
      close(channel);
      throw e instanceof DialException told
          ? told
          : new DialException(RULE, "the proxy of this network gave no answer for " + host);
    }
  }

  /** The proxy's own loopback and network are no more to be reached than this host's. */
  private void refuseInnerPlaces(String host) throws DialException {
    Optional<AddressClass> refused = Optional.empty();
    if (HostName.isAddress(host)) {
      refused = classes.refused(InetAddress.ofLiteral(host));
    } else if (host.equals("localhost") || host.endsWith(".localhost")) {
      refused = Optional.of(AddressClass.LOOPBACK); // RFC 6761 §6.3
    }
    if (refused.isPresent()) {
      throw new DialException(
          refused.get().rule(),
          host + " may not be reached; only a route with \"connect\" leads to such a place",
          "it is " + refused.get().words());
    }
  }

  private SocketChannel throughProxy(
      SocketChannel channel, String host, int port, Duration patience) throws IOException {
    channel.socket().setSoTimeout((int) patience.toMillis());
    byte[] request = request(host, port);
    try {
      channel.socket().getOutputStream().write(request);
    } finally {
      Arrays.fill(request, (byte) 0);
    }
    long deadline = System.nanoTime() + patience.toNanos();
    int status;
    try {
      do {
        status = status(channel.socket().getInputStream(), deadline);
      } while (status >= 100 && status < 200);
    } catch (SocketTimeoutException e) {
      throw new DialException(RULE, "the proxy of this network took too long to reach " + host);
    }
    if (status < 200 || status > 299) {
      throw new DialException(RULE, refusal(status, host));
    }
    channel.socket().setSoTimeout(0);
    return channel;
  }

  private static String refusal(int status, String host) {
    return switch (status) {
      case -1 -> "what should be the proxy of this network does not answer as one";
      case 407 -> "the proxy of this network does not take the user's login";
      case 403, 405 ->
          "the proxy of this network does not let " + host + " through (status " + status + ")";
      default -> "the proxy of this network could not reach " + host + " (status " + status + ")";
    };
  }

  private byte[] request(String host, int port) {
    String authority = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    ByteArrayOutputStream head = new ByteArrayOutputStream(256);
    head.writeBytes(ascii("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n"));
    if (proxy.login() && login.isPresent()) {
      byte[] clear = login.get().reveal();
      byte[] coded = Base64.getEncoder().encode(clear); // RFC 7617
      head.writeBytes(ascii("Proxy-Authorization: Basic "));
      head.writeBytes(coded);
      head.writeBytes(ascii("\r\n"));
      Arrays.fill(clear, (byte) 0);
      Arrays.fill(coded, (byte) 0);
    }
    head.writeBytes(ascii("\r\n"));
    return head.toByteArray();
  }

  /**
   * Reads a head, no byte more: what follows is the server's. Returns its status, or -1 when it is
   * none of HTTP.
   */
  private static int status(InputStream in, long deadline) throws IOException {
    byte[] line = new byte[13];
    int length = 0;
    int lineLength = 0;
    while (true) {
      int b = in.read();
      if (b < 0 || length == LONGEST_HEAD || System.nanoTime() > deadline) {
        throw new IOException("no head");
      }
      if (length < line.length) {
        line[length] = (byte) b;
      }
      length++;
      if (b == '\n') {
        if (lineLength == 0) {
          return parse(line);
        }
        lineLength = 0;
      } else if (b != '\r') {
        lineLength++;
      }
    }
  }

  /** RFC 9112 §4: HTTP/1.x, a space, three digits, a space. */
  private static int parse(byte[] line) {
    String text = new String(line, StandardCharsets.US_ASCII);
    if (!text.startsWith("HTTP/1.") || text.charAt(8) != ' ' || text.charAt(12) > ' ') {
      return -1;
    }
    return (int) Digits.of(text.substring(9, 12), 3);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
