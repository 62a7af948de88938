package dev.botbottle.gateway;

import dev.botbottle.authority.NewAuthority;
import dev.botbottle.authority.SessionAuthority;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.http.ResponseHead;
import dev.botbottle.gateway.http.ResponseReader;
import dev.botbottle.gateway.http2.Frames;
import dev.botbottle.gateway.tls.LeafContexts;
import dev.botbottle.gateway.tls.UpstreamTls;
import dev.botbottle.policy.Binding;
import dev.botbottle.policy.Denial;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.PolicyEngine;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.SecretRenewal;
import dev.botbottle.policy.SessionOrder;
import dev.botbottle.policy.SigningAuthority;
import dev.botbottle.policy.Slot;
import dev.botbottle.policy.TrafficLimits;
import dev.botbottle.scan.KnownSecret;
import dev.botbottle.scan.Secret;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A gateway on loopback with servers behind it, all in this process. */
final class Lab implements Closeable {
  static final String TOKEN = "sk-real-0123456789abcdef";
  static final String PLACEHOLDER = "sk-bottle-placeholder-abcdefghijklmnopqrstuvwxyz";
  static final String PLANTED = "PLANTED-KEY-77aa55";

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  static final Limits LIMITS =
      new Limits(
          64 * 1024,
          64,
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(2));

  final SessionAuthority world = authority("world");
  final SessionAuthority session = authority("session");
  final LeafContexts worldLeaves = new LeafContexts(world, new SecureRandom());
  String planted = PLANTED;
  final MemoryLedger ledger = new MemoryLedger();
  final Map<String, Integer> servers = new HashMap<>();
  final Map<InetAddress, String> synthetic = new HashMap<>();
  final List<String> dialled = new CopyOnWriteArrayList<>();
  final List<Route> routes = new ArrayList<>();
  final List<Denial> denials = new ArrayList<>();
  Function<SessionOrder, Inspector> inspector =
      order -> new FakeInspector(Map.of("planted", PLANTED, "token", PLACEHOLDER), List.of(TOKEN));

  /** The time by which limits count. */
  final AtomicLong now = new AtomicLong();

  TrafficLimits limits = TrafficLimits.NONE;

  /** What the gateway gives a client at most. */
  Limits patience = LIMITS;

  final Map<String, Secret> clientKeys = new HashMap<>();

  /** What happens between a connection to a server and its use. */
  Runnable connected = () -> {};

  private @Nullable Gateway running;
  private final List<Closeable> open = new ArrayList<>();
  private final ServerSocketChannel explicit;
  private final ServerSocketChannel transparent;

  Lab() throws IOException {
    explicit = ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
    transparent =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0));
  }

  static SessionAuthority authority(String name) {
    SecureRandom random = new SecureRandom();
    return new SessionAuthority(
        NewAuthority.of(name, InstantSource.system(), random), InstantSource.system(), random);
  }

  int explicitPort() throws IOException {
    return ((InetSocketAddress) explicit.getLocalAddress()).getPort();
  }

  int transparentPort() throws IOException {
    return ((InetSocketAddress) transparent.getLocalAddress()).getPort();
  }

  /** A TLS server with a certificate for this name. */
  FakeServer tls(String host, FakeServer.Script script) throws IOException {
    return serve(host, new FakeServer(worldLeaves, host, script));
  }

  FakeServer plain(String host, FakeServer.Script script) throws IOException {
    return serve(host, new FakeServer(null, host, script));
  }

  /** A TLS server that speaks HTTP/2 only. */
  FakeStreams streams(String host, FakeStreams.Script script) throws IOException {
    return serve(host, FakeStreams.of(worldLeaves, host, script));
  }

  /** The same, whose frames are up to the script. */
  FakeStreams rawStreams(String host, FakeStreams.FrameScript script) throws IOException {
    return serve(host, FakeStreams.frames(worldLeaves, host, script));
  }

  private FakeStreams serve(String host, FakeStreams server) {
    servers.put(host, server.port());
    open.add(server);
    return server;
  }

  FakeServer serve(String host, FakeServer server) {
    servers.put(host, server.port());
    open.add(server);
    return server;
  }

  Lab route(RouteBuilder route) {
    routes.add(route.build());
    return this;
  }

  RouteBuilder to(String host) throws IOException {
    return new RouteBuilder(host, Set.of(80, 443, transparentPort()), Trust.pem(world));
  }

  static Binding bearer() {
    return new Binding("token", new Slot.Header("Authorization"), "Bearer {}", PLACEHOLDER);
  }

  /** Starts the gateway. */
  Lab start() {
    var order =
        new SessionOrder(
            "lab-00001",
            new SigningAuthority(Secret.of("not used here"), ""),
            new Policy(routes, denials, limits, Optional.empty(), false),
            Map.of("token", Secret.of(TOKEN)),
            List.of(new KnownSecret("planted", KnownSecret.Kind.CANARY, Secret.of(planted))),
            List.of("api.test: GET"));
    var parts =
        new Gateway.Parts(
            PolicyEngine.of(order.policy()),
            inspector.apply(order),
            ledger,
            new Valve((route, host, port, passage) -> {
              dialled.add(host + ":" + port);
              Integer known = servers.get(host);
              if (known == null) {
                throw new IOException("no such host");
              }
              var channel = SocketChannel.open(new InetSocketAddress(LOOPBACK, known));
              connected.run();
              return channel;
            }),
            new MeantNames() {
              @Override
              public boolean synthetic(InetAddress address) {
                return synthetic.containsKey(address);
              }

              @Override
              public Optional<String> hostOf(InetAddress address) {
                return Optional.ofNullable(synthetic.get(address));
              }
            },
            session,
            new UpstreamTls(
                List.of(Path.of("/nonexistent/bundle.pem")), new SecureRandom(), clientKeys),
            now::get);
    var gateway =
        new Gateway(
            order, parts, new Listeners(List.of(transparent), Optional.of(explicit)), patience);
    gateway.start();
    gateway.warmUp();
    running = gateway;
    open.add(gateway::close);
    return this;
  }

  void renew(SecretRenewal renewal) {
    if (running != null) {
      running.renew(renewal);
    }
  }

  void cut() {
    if (running != null) {
      running.cut();
    }
  }

  void restore() {
    if (running != null) {
      running.restore();
    }
  }

  /** Stops the gateway, and nothing else. */
  void stop() {
    if (running != null) {
      running.close();
    }
  }

  /** A client's connection that has CONNECTed and shaken hands for {@code sni}. */
  Talk tunnel(String host, String sni) throws Exception {
    Talk talk = explicit();
    talk.say("CONNECT " + host + ":443 HTTP/1.1\r\nHost: " + host + ":443\r\n\r\n");
    ResponseHead head = talk.reader.readHead("CONNECT");
    if (head.status() != 200) {
      throw new IOException("CONNECT: " + head.status());
    }
    return talk.secured(sni, session);
  }

  Talk tunnel(String host) throws Exception {
    return tunnel(host, host);
  }

  /** A client's connection that has CONNECTed, shaken hands and speaks HTTP/2. */
  Frames frames(String host) throws Exception {
    SSLSocket tls = offering(host, "h2", "http/1.1");
    if (!tls.getApplicationProtocol().equals("h2")) {
      throw new IOException("not HTTP/2 but " + tls.getApplicationProtocol());
    }
    return new Frames(tls).greet();
  }

  /** A client's connection that has CONNECTed and offered these protocols. */
  SSLSocket offering(String host, String... protocols) throws Exception {
    Talk talk = explicit();
    talk.say("CONNECT " + host + ":443 HTTP/1.1\r\nHost: " + host + ":443\r\n\r\n");
    if (talk.reader.readHead("CONNECT").status() != 200) {
      throw new IOException("no tunnel");
    }
    return talk.handshake(host, session, protocols);
  }

  Talk explicit() throws IOException {
    return talk(new Socket(LOOPBACK, explicitPort()));
  }

  Talk transparent(String address) throws IOException {
    return talk(new Socket(InetAddress.ofLiteral(address), transparentPort()));
  }

  private Talk talk(Socket socket) throws IOException {
    socket.setSoTimeout(15_000);
    socket.setTcpNoDelay(true);
    open.add(socket);
    return new Talk(socket);
  }

  /** One client connection. */
  static final class Talk {
    final Socket socket;
    final InputStream in;
    final OutputStream out;
    final ResponseReader reader;

    Talk(Socket socket) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.out = socket.getOutputStream();
      this.reader = new ResponseReader(in, 65_536);
    }

    Talk secured(String sni, SessionAuthority trusted) throws Exception {
      return new Talk(handshake(sni, trusted));
    }

    SSLSocket handshake(String sni, SessionAuthority trusted, String... protocols)
        throws Exception {
      SSLContext context = Trust.only(Trust.pem(trusted));
      var tls = (SSLSocket) context.getSocketFactory().createSocket(socket, sni, 443, true);
      var parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setApplicationProtocols(protocols);
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      return tls;
    }

    Talk say(String... raw) throws IOException {
      out.write(String.join("", raw).getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return this;
    }

    /** The next response, whole. */
    Answer hear(String method) throws IOException {
      ResponseHead head = reader.readHead(method);
      var body = new Bodies.Text();
      if (head.framing().hasBody()) {
        while (reader.readBody(body)) {}
      }
      return new Answer(head.status(), head.fields(), body.text());
    }

    /** Asks for a WebSocket (RFC 6455 §4.1) at the host's root; the answer is read. */
    void upgrade(String host) throws IOException {
      say(
          request(
              "GET",
              host,
              "/",
              "",
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
      int status = reader.readHead("GET").status();
      if (status != 101) {
        throw new AssertionError("no WebSocket but " + status);
      }
    }

    Answer get(String host, String path, String... fields) throws IOException {
      return say(request("GET", host, path, "", fields)).hear("GET");
    }

    Answer post(String host, String path, String body, String... fields) throws IOException {
      return say(request("POST", host, path, body, fields)).hear("POST");
    }
  }

  static String request(String method, String host, String path, String body, String... fields) {
    var text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
    for (String field : fields) {
      text.append(field).append("\r\n");
    }
    if (!body.isEmpty()) {
      text.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    return text + "\r\n" + body;
  }

  record Answer(int status, Fields fields, String body) {}

  /** What the server saw of the only request it got. */
  static RequestHead only(FakeServer server) {
    if (server.heads.size() != 1) {
      throw new AssertionError("not one request but " + server.heads.size());
    }
    return server.heads.getFirst();
  }

  @Override
  public void close() throws IOException {
    for (Closeable each : open.reversed()) {
      each.close();
    }
    explicit.close();
    transparent.close();
  }
}
