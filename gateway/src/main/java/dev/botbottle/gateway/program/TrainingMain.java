package dev.botbottle.gateway.program;

import dev.botbottle.authority.NewAuthority;
import dev.botbottle.gateway.http2.Rehearsal;
import dev.botbottle.ledger.FileLedger;
import dev.botbottle.policy.ControlCodec;
import dev.botbottle.policy.EgressSwitch;
import dev.botbottle.policy.Endpoint;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.ScanSettings;
import dev.botbottle.policy.SecretRenewal;
import dev.botbottle.policy.SessionOrder;
import dev.botbottle.policy.SessionOrderCodec;
import dev.botbottle.policy.SigningAuthority;
import dev.botbottle.policy.TlsMode;
import dev.botbottle.posix.Architecture;
import dev.botbottle.posix.BottleNetwork;
import dev.botbottle.posix.Confinement;
import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.GatewaySockets;
import dev.botbottle.posix.SocketPassing;
import dev.botbottle.posix.SyscallFilter;
import dev.botbottle.posix.SyscallRules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the build runs once so that the ahead-of-time caches of this module's programs know their
 * classes: a gateway on loopback with exchanges through it. It enters no namespace, changes no
 * route and gives up no right, because the JVM starts a helper of its own when it writes the cache.
 */
public final class TrainingMain {
  private static final String HOST = "training.example";
  private static final String SECURE_HOST = "secure.example";

  private TrainingMain() {}

  /**
   * Runs the training's exchanges.
   *
   * @param arguments {@code listeners} for the listener program's part alone
   */
  public static void main(String[] arguments) throws IOException {
    Descriptor[] pair = Descriptor.socketPair();
    int proxy = freePort();
    ByteBuffer ports = ByteBuffer.allocate(4).putShort((short) freePort());
    GatewaySockets.open(new ByteArrayInputStream(ports.array()), pair[0], true, 0, proxy);
    pair[0].close();
    if (List.of(arguments).contains("listeners")) {
      Descriptor.pipe()[1].output().writeAll(new byte[] {'\n'});
      Objects.requireNonNull(ListenerMain.class); // it cannot run here, but is to be in the cache
    } else {
      gateway(ReceivedSockets.receive(pair[1]), proxy);
    }
    Runtime.getRuntime().exit(0);
  }

  private static int freePort() {
    try (Descriptor socket = BottleNetwork.listen(0, true)) {
      return SocketPassing.port(socket);
    }
  }

  private static void gateway(ReceivedSockets sockets, int proxy) throws IOException {
    Clock clock = Clock.systemUTC();
    SigningAuthority session = NewAuthority.of("00000", clock, new SecureRandom());
    SigningAuthority servers = NewAuthority.of("00001", clock, new SecureRandom());
    try (ServerSocket server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
        TrainingLoad load = new TrainingLoad(servers, SECURE_HOST, clock)) {
      Thread.ofPlatform().daemon().start(() -> answer(server));
      Policy policy =
          new Policy(
              List.of(
                  route(HOST, server.getLocalPort(), Optional.empty()),
                  route(SECURE_HOST, load.port(), Optional.of(servers.certificate()))),
              List.of());
      byte[] frame = SessionOrderCodec.encode(order(session, policy));
      SessionOrder order = SessionOrderCodec.read(new ByteArrayInputStream(frame));
      FileLedger ledger = new FileLedger(new ByteArrayOutputStream(), clock);
      try (SessionGateway gateway = new SessionGateway(order, sockets, ledger, clock, List.of())) {
        SyscallFilter.program(Architecture.current(), SyscallRules.gateway());
        gateway.start();
        gateway.warmUp();
        programItself();
        exchange(proxy);
        Rehearsal.run();
        load.run(proxy, session);
      }
    }
  }

  /** What the program does around its gateway; it cannot run here itself. */
  private static void programItself() throws IOException {
    Objects.requireNonNull(GatewayMain.class);
    Objects.requireNonNull(Confinement.class);
    Objects.requireNonNull(SecretRenewal.class);
    Objects.requireNonNull(EgressSwitch.class);
    new IdleHeap().look();
    ControlCodec.read(InputStream.nullInputStream());
  }

  private static Route route(String host, int port, Optional<String> roots) {
    return new Route(
        host,
        Set.of(80, 443),
        Set.of(),
        List.of(),
        TlsMode.INTERCEPT,
        List.of(),
        ScanSettings.DEFAULT,
        false,
        false,
        Optional.of(new Endpoint("127.0.0.1", port)),
        roots,
        Origin.builtIn("training"));
  }

  private static SessionOrder order(SigningAuthority authority, Policy policy) {
    return new SessionOrder(
        "training-00000", authority, policy, Map.of(), List.of(), List.of("training"));
  }

  private static void exchange(int proxy) throws IOException {
    String request =
        "POST http://"
            + HOST
            + "/ HTTP/1.1\r\nHost: "
            + HOST
            + "\r\nContent-Length: 5\r\n"
            + "Connection: close\r\n\r\nhello";
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy)) {
      client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      System.out.println(client.getInputStream().readAllBytes().length);
    }
  }

  private static void answer(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        InputStream in = client.getInputStream();
        in.readNBytes(16);
        client
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
                    .getBytes(StandardCharsets.US_ASCII));
        in.transferTo(java.io.OutputStream.nullOutputStream());
      } catch (IOException e) {
        // The training is over.
      }
    }
  }
}
