package dev.botbottle.gateway;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.tls.ClientHello;
import dev.botbottle.gateway.upstream.DialException;
import dev.botbottle.policy.Decision;
import dev.botbottle.policy.HostName;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.TlsMode;
import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.Finding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/** One connection from the bottle: finds out what it speaks and for whom it is. */
final class Connection {
  private static final String HTTP_1_1 = "http/1.1";
  private static final String HTTP_2 = "h2";

  // RFC 8446 §6.2.
  private static final int ALERT_ACCESS_DENIED = 49;
  private static final int ALERT_NO_APPLICATION_PROTOCOL = 120;

  private final Session session;
  private final PatientSocket socket;

  Connection(Session session, PatientSocket socket) {
    this.session = session;
    this.socket = socket;
  }

  /** Serves a client that speaks to a proxy. */
  void explicit() throws IOException {
    var client =
        new WireClient(session, socket, socket, socket.getInputStream(), socket.getOutputStream());
    Optional<RequestHead> connect =
        new Conversation(session, client, new Addressing.Explicit()).serve();
    if (connect.isPresent()) {
      connect(client, connect.get());
    }
  }

  /** Serves a client that means to speak to this address. */
  void transparent(InetSocketAddress meant) throws IOException {
    socket.setSoTimeout((int) session.limits().clientIdle().toMillis());
    var in = new PushbackInputStream(socket.getInputStream(), 1);
    String address = meant.getAddress().getHostAddress();
    var literal =
        new Destination(true, HostName.normalise(address).orElse(address), meant.getPort());
    int first = first(in);
    if (first < 0) {
      session
          .recorder()
          .connection(
              literal, Verdict.DENY, "silent", "a client that said nothing, or waited", 0, 0);
      return;
    }
    in.unread(first);
    if (first != ClientHello.HANDSHAKE_RECORD) {
      var addressing = new Addressing.Transparent(meant, session.names());
      new Conversation(
              session,
              new WireClient(session, socket, socket, in, socket.getOutputStream()),
              addressing)
          .serve();
      return;
    }
    Optional<ClientHello> hello = hello(in, literal);
    if (hello.isPresent()) {
      Destination to =
          hello
              .get()
              .serverName()
              .map(name -> new Destination(true, name, meant.getPort()))
              .orElse(literal);
      tls(hello.get(), to, Addressing.check(to, meant.getAddress(), session.names(), "SNI"));
    }
  }

  /** The first byte, or -1: protocols in which the server speaks first are not served. */
  private static int first(InputStream in) throws IOException {
    try {
      return in.read();
    } catch (SocketTimeoutException e) {
      return -1;
    }
  }

  private void connect(WireClient client, RequestHead head) throws IOException {
    Optional<Destination> named = Destination.parse(true, head.target(), -1);
    if (named.isEmpty()) {
      var unknown = new Destination(true, "unknown.invalid", 443);
      client.refuse(head, Refusal.malformed("a CONNECT without host:port"), unknown, "");
      return;
    }
    Destination to = named.get();
    List<String> hosts = head.fields().all("host");
    boolean agrees =
        hosts.size() < 2
            && (hosts.isEmpty()
                || Destination.parse(true, hosts.getFirst(), 443)
                    .map(host -> host.host().equals(to.host()))
                    .orElse(false));
    if (!agrees) {
      client.refuse(head, Refusal.mismatch("Host and CONNECT name different hosts"), to, "");
      return;
    }
    Decision decision = session.gatekeeper().host(to);
    if (decision.verdict() != Verdict.ALLOW) {
      client.refuse(head, Refusal.of(decision, to), to, "");
      return;
    }
    if (head.framing().hasBody() || client.reader().hasBuffered()) {
      // RFC 9110 §9.3.6: nothing may follow before the answer that could be taken for the tunnel's.
      client.refuse(head, Refusal.malformed("bytes behind CONNECT before its answer"), to, "");
      return;
    }
    client.writer().head(200, "Connection established", new Fields(), new Framing.None());
    client.writer().flush();
    Optional<ClientHello> hello = hello(client.in(), to);
    if (hello.isPresent()) {
      tls(hello.get(), to, sameName(hello.get(), to));
    }
  }

  private static Optional<Refusal> sameName(ClientHello hello, Destination to) {
    boolean same =
        HostName.isAddress(to.host())
            ? hello.serverName().isEmpty()
            : hello.serverName().equals(Optional.of(to.host()));
    return same
        ? Optional.empty()
        : Optional.of(Refusal.mismatch("the TLS server name is not the host of the CONNECT"));
  }

  private Optional<ClientHello> hello(InputStream in, Destination to) throws IOException {
    try {
      socket.setSoTimeout((int) session.limits().handshake().toMillis());
      return Optional.of(ClientHello.read(in));
    } catch (ClientHello.Malformed e) {
      deny(to, "tls", "only TLS is spoken here: " + e.getMessage(), ALERT_ACCESS_DENIED);
      return Optional.empty();
    }
  }

  private void tls(ClientHello hello, Destination to, Optional<Refusal> wrong) throws IOException {
    Decision decision = session.gatekeeper().host(to);
    Optional<Route> route = decision.route();
    if (decision.verdict() == Verdict.ALLOW
        && route.isPresent()
        && route.get().tls() == TlsMode.PASSTHROUGH) {
      if (wrong.isPresent()) {
        deny(to, wrong.get().rule(), wrong.get().reason(), ALERT_ACCESS_DENIED);
      } else {
        passThrough(hello, to, decision, route.get());
      }
      return;
    }
    if (!hello.protocols().isEmpty()
        && !hello.protocols().contains(HTTP_1_1)
        && !hello.protocols().contains(HTTP_2)) {
      deny(
          to,
          "alpn",
          "the client offers neither HTTP/2 nor HTTP/1.1",
          ALERT_NO_APPLICATION_PROTOCOL);
      return;
    }
    if (decision.verdict() != Verdict.ALLOW) {
      // On record even when the client, not trusting the certificate, says no more.
      session.recorder().connection(to, Verdict.DENY, decision.rule(), decision.reason(), 0, 0);
    }
    intercept(hello, to, wrong);
  }

  /** Answers as the server would; also to say no in a way the client can read. */
  private void intercept(ClientHello hello, Destination to, Optional<Refusal> wrong)
      throws IOException {
    // A wrong name is told so under the name it asked for, or it would not listen.
    String name = wrong.isPresent() ? hello.serverName().orElse(to.host()) : to.host();
    var tls =
        (SSLSocket)
            session
                .leaves()
                .of(name)
                .getSocketFactory()
                .createSocket(socket, new ByteArrayInputStream(hello.records()), true);
    var parameters = tls.getSSLParameters();
    if (!hello.protocols().isEmpty()) {
      parameters.setApplicationProtocols(new String[] {HTTP_2, HTTP_1_1});
    }
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    tls.setSSLParameters(parameters);
    try {
      tls.startHandshake();
    } catch (IOException e) {
      session
          .recorder()
          .connection(
              to, Verdict.DENY, "handshake", "the client broke off the TLS handshake", 0, 0);
      return;
    }
    try (tls) {
      var addressing = new Addressing.Fixed(to, wrong);
      OutputStream out = socket.getOutputStream().above(tls.getOutputStream(), session.shelf());
      if (HTTP_2.equals(tls.getApplicationProtocol())) {
        new StreamFront(session, addressing).serve(tls, out, socket);
      } else {
        var client = new WireClient(session, tls, socket, tls.getInputStream(), out);
        new Conversation(session, client, addressing).serve();
      }
    }
  }

  private void passThrough(ClientHello hello, Destination to, Decision decision, Route route)
      throws IOException {
    if (hello.encrypted()) {
      deny(to, "ech", "an encrypted ClientHello hides where it goes", ALERT_ACCESS_DENIED);
      return;
    }
    List<Finding> findings = session.gatekeeper().scanHost(to, route);
    if (!findings.isEmpty()) {
      Refusal refusal = Refusal.of(findings, route.scan().rules());
      deny(to, refusal.rule(), refusal.reason(), ALERT_ACCESS_DENIED);
      return;
    }
    Ticket ticket;
    try {
      ticket = session.meters().enter(route);
    } catch (LimitReached e) {
      deny(to, e.refusal().rule(), e.refusal().reason(), ALERT_ACCESS_DENIED);
      return;
    }
    try (Ticket used = ticket) {
      passThrough(hello, to, decision, route, used);
    }
  }

  private void passThrough(
      ClientHello hello, Destination to, Decision decision, Route route, Ticket ticket)
      throws IOException {
    session
        .recorder()
        .connection(to, Verdict.ALLOW, decision.rule(), "passed through unread", 0, 0);
    SocketChannel channel;
    try {
      channel = session.pool().dial(route, to);
    } catch (DialException e) {
      deny(to, e.rule(), Refusal.of(e).recorded(), ALERT_ACCESS_DENIED);
      return;
    } catch (IOException e) {
      deny(to, "upstream", "could not reach " + to.host(), ALERT_ACCESS_DENIED);
      return;
    }
    try (channel) {
      Socket server = channel.socket();
      var pump =
          new Pump(
              socket,
              socket.getInputStream(),
              socket.getOutputStream(),
              hello.records(),
              server,
              server.getInputStream(),
              server.getOutputStream(),
              new byte[0],
              ticket,
              session.limits().clientIdle());
      pump.run();
      Optional<Refusal> refusal = pump.refusal().or(() -> session.gatekeeper().cut(to));
      session
          .recorder()
          .connection(
              to,
              refusal.isPresent() ? Verdict.DENY : Verdict.ALLOW,
              refusal.isPresent() ? refusal.get().rule() : decision.rule(),
              refusal.isPresent() ? refusal.get().reason() : "ended",
              pump.outward(),
              pump.inward());
    }
  }

  private void deny(Destination to, String rule, String reason, int alert) throws IOException {
    session.recorder().connection(to, Verdict.DENY, rule, reason, 0, 0);
    // A fatal alert (RFC 8446 §6): the only word a TLS client understands at this point.
    socket.getOutputStream().write(new byte[] {0x15, 3, 3, 0, 2, 2, (byte) alert});
    socket.shutdownOutput();
  }
}
