package dev.botbottle.gateway;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.http.ResponseHead;
import dev.botbottle.gateway.upstream.DialException;
import dev.botbottle.policy.Timeouts;
import dev.botbottle.scan.Finding;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The way of one admitted request to a server, and of its answer back. */
final class Forwarding {
  /** Connections that are tried for a request nobody has looked at. */
  private static final int ATTEMPTS = 3;

  /** Nobody sends more interim responses to a request. */
  private static final int INTERIM = 32;

  private final Session session;
  private final Client client;
  private final RequestHead head;
  private final Admission.Admitted admitted;
  private final Ticket ticket;
  private final boolean hasBody;
  private final Findings findings = new Findings();
  private @Nullable Upload upload;

  /** Written by the client's connection before it cuts the server's. */
  private volatile boolean givenUp;

  /** Whether the server has begun a final answer, whatever became of it. */
  private boolean answered;

  private boolean answering;
  private boolean settled;
  private boolean endsWithConnection;
  private int status;
  private long bytesPumped;
  private long bytesIn;

  Forwarding(
      Session session,
      Client client,
      RequestHead head,
      Admission.Admitted admitted,
      Ticket ticket) {
    this.session = session;
    this.client = client;
    this.head = head;
    this.admitted = admitted;
    this.ticket = ticket;
    this.findings.addAll(admitted.findings());
    this.hasBody = head.framing().hasBody();
  }

  /** The status that was passed on; 0 when there was none. */
  int status() {
    return status;
  }

  /** Whether the client may have some of an answer. */
  boolean answering() {
    return answering;
  }

  /** Whether somebody else than the client's connection reads the request's body. */
  boolean bodyTaken() {
    return upload != null;
  }

  /** What was seen and passed, both ways. */
  List<Finding> seen() {
    if (upload != null) {
      findings.addAll(upload.findings());
    }
    return findings.list();
  }

  /** Why the body was not sent to its end, when that was the gateway's doing. */
  Optional<Refusal> denied() {
    return upload == null ? Optional.empty() : upload.denied();
  }

  long bytesOut() {
    return upload == null ? bytesPumped : upload.bytes();
  }

  long bytesIn() {
    return bytesIn;
  }

  /** Waits for the request's body, for no longer than a client is lingered for. */
  void settle() throws InterruptedIOException {
    if (upload != null && !settled) {
      settled = true;
      client.answered();
      try {
        upload.settle();
      } catch (InterruptedException e) {
        throw new InterruptedIOException("stopped");
      }
    }
  }

  /**
   * Asks a server and passes its answer on.
   *
   * @return whether the client's connection is good for another request
   */
  boolean run() throws IOException, UpstreamFailed {
    var key = new Upstream.Key(admitted.route(), admitted.to());
    Optional<Upstream> kept = session.pool().kept(key, spoken(), !repeatable());
    if (kept.isPresent()) {
      try {
        return over(kept.get());
      } catch (Stale e) {
        // It closed while it rested: the one failure after which trying again repeats nothing.
      }
    }
    Stale last = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Upstream fresh;
      try {
        fresh = session.pool().dial(key, spoken());
      } catch (DialException e) {
        throw new UpstreamFailed(Refusal.of(e));
      } catch (IOException e) {
        throw new UpstreamFailed(
            "could not reach " + admitted.to().host() + ": " + UpstreamFailed.why(e), e);
      }
      try {
        return over(fresh);
      } catch (Stale e) {
        // A connection that others share may have been left in this very moment.
        last = e;
      }
    }
    throw new UpstreamFailed("the server closed the connection without an answer", last);
  }

  /** The server is asked in what the client speaks, so that nothing is translated needlessly. */
  private Spoken spoken() {
    if (admitted.webSocket()) {
      return Spoken.ONLY_1;
    }
    return client instanceof StreamClient ? Spoken.RATHER_2 : Spoken.RATHER_1;
  }

  /** A kept connection ended before any answer, and the request may be sent again. */
  private static final class Stale extends IOException {
    private static final long serialVersionUID = 1L;

    Stale(IOException cause) {
      super(cause);
    }
  }

  private boolean over(Upstream upstream) throws IOException, UpstreamFailed {
    boolean reusable = false;
    if (admitted.messages()) {
      // Both sides may be silent for as long as they like: the client says when it is enough.
      client.patient();
    }
    // Taken by whoever comes first: the end of this exchange, or of the client's wish for it.
    var current = new AtomicReference<@Nullable Upstream>(upstream);
    client.whenGone(() -> {
      Upstream left = current.getAndSet(null);
      if (left != null) {
        givenUp = true;
        left.cut();
      }
    });
    try {
      ResponseHead response;
      Silence silence;
      try {
        send(upstream);
        silence = new Silence(upstream, upload);
        response = await(silence);
      } catch (IOException e) {
        throw failed(upstream, e);
      }
      if (response.status() == 101) {
        switchProtocols(upstream, response);
        return false;
      }
      answered = true;
      boolean persistent = answer(upstream, silence, response);
      // Asked of an answer behind which the connection ends as well: it may say why it does.
      reusable = sent() && persistent && upstream.over(session.limits().linger());
    } finally {
      reusable &= current.getAndSet(null) != null;
      if (!reusable) {
        upstream.cut();
      }
    }
    if (reusable) {
      session.pool().giveBack(upstream);
    }
    return head.persistent() && !endsWithConnection && (upload == null || upload.clientDone());
  }

  /** Whether the server has all of the request; waits for what is on its way. */
  private boolean sent() throws IOException, UpstreamFailed {
    if (upload == null) {
      return true;
    }
    if (!upload.sent()) {
      settle();
    }
    Optional<Refusal> refusal = upload.denied();
    if (refusal.isPresent()) {
      // The server answered before it had what was then held back.
      throw new UpstreamFailed(refusal.get());
    }
    return upload.sent();
  }

  private void send(Upstream upstream) throws IOException {
    RequestHead outward = admitted.outward();
    ticket.out(outward);
    if (outward.framing() instanceof Framing.Length(long length)) {
      ticket.expectOut(length);
    }
    Fields fields = outward.fields();
    if (upstream instanceof StreamUpstream && head.fields().hasToken("te", "trailers")) {
      // Of one connection in HTTP/1.1, of the request in HTTP/2 (RFC 9113 §8.2.2); gRPC asks so.
      fields = fields.copy().add("te", "trailers");
    }
    upstream.writer().head(outward.method(), outward.target(), fields, outward.framing());
    if (!hasBody) {
      upstream.writer().end(new Fields());
      upstream.writer().flush();
      return;
    }
    if (upstream instanceof StreamUpstream) {
      // A server may speak before its client does; and until here a request can be repeated.
      upstream.writer().flush();
    }
    if (head.modern() && head.fields().hasToken("expect", "100-continue")) {
      ClientSide.write(client::proceed);
    }
    var body =
        new OutwardBody(
            admitted,
            session.gatekeeper(),
            session.inspector(),
            session.memory(),
            ticket,
            upstream.writer());
    upload = Upload.start(client.reader(), body, upstream, session.limits());
  }

  /** Reads heads until the final one; passes on what is only for the time being. */
  private ResponseHead await(Silence silence) throws IOException {
    Timeouts timeouts = admitted.route().timeouts();
    Duration usual = admitted.messages() ? Duration.ZERO : session.limits().responseIdle();
    Duration firstByte = timeouts.firstByte().orElse(usual);
    silence.most(firstByte);
    int interim = 0;
    while (true) {
      ResponseHead response = silence.head(head.method());
      if (!response.interim()) {
        silence.most(timeouts.idle().orElse(usual));
        return response;
      }
      if (++interim > INTERIM) {
        throw new MalformedMessage("more interim responses than anybody sends");
      }
      ticket.in(response);
      if (response.status() != 100 && head.modern()) {
        String reason = InwardHead.reason(response, session.inspector());
        pass(
            response,
            reason,
            InwardHead.fields(response, admitted.bound(), session.inspector()),
            new Framing.None());
        ClientSide.write(client.writer()::flush);
      }
    }
  }

  /** What a failure of the server's connection means: {@link Stale}, or thrown. */
  private IOException failed(Upstream upstream, IOException cause) throws UpstreamFailed {
    if (cause instanceof ClientSide.Gone gone) {
      return gone;
    }
    if (cause instanceof LimitReached reached) {
      throw new UpstreamFailed(reached.refusal());
    }
    if (givenUp) {
      return new ClientSide.Gone(cause);
    }
    if (upload != null) {
      Optional<Refusal> refusal = upload.refusal();
      if (refusal.isPresent()) {
        throw new UpstreamFailed(refusal.get());
      }
    } else if (!answered && upstream.mayAskAgain(cause, repeatable())) {
      return new Stale(cause);
    }
    throw new UpstreamFailed(
        "no answer from " + admitted.to().host() + ": " + UpstreamFailed.why(cause), cause);
  }

  /** RFC 9110 §9.2.2, and without a body, which is gone by then. */
  private boolean repeatable() {
    return !hasBody
        && switch (head.method()) {
          case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
          default -> false;
        };
  }

  /** Passes the response on; returns whether the server's connection is good for another. */
  private boolean answer(Upstream upstream, Silence silence, ResponseHead response)
      throws IOException, UpstreamFailed {
    if (admitted.bound() && coded(response) && response.framing().hasBody()) {
      throw new UpstreamFailed(
          Refusal.upstream("the server coded its answer although it was asked not to"));
    }
    Framing framing = clientFraming(response);
    Fields fields = InwardHead.fields(response, admitted.bound(), session.inspector());
    if (framing instanceof Framing.None && response.status() != 204) {
      // To HEAD, and in 304: the length of what is not sent.
      response
          .fields()
          .first("content-length")
          .filter(n -> InwardHead.isLength(n, session.inspector()))
          .ifPresent(n -> fields.set("Content-Length", n));
    }
    endsWithConnection = framing instanceof Framing.UntilClose;
    boolean again = head.persistent() && !endsWithConnection;
    if (!again) {
      fields.add("Connection", "close");
    } else if (!head.modern()) {
      fields.add("Connection", "keep-alive");
    }
    refuseIfBeyondLimit(response);
    try (AnswerWatch watch =
        AnswerWatch.of(admitted.route().scan(), response, session.answers(), session.shelf())) {
      return answer(upstream, silence, response, framing, fields, watch);
    } catch (InstructionsFound e) {
      throw new UpstreamFailed(e.refusal());
    }
  }

  private boolean answer(
      Upstream upstream,
      Silence silence,
      ResponseHead response,
      Framing framing,
      Fields fields,
      AnswerWatch watch)
      throws IOException, UpstreamFailed {
    boolean more = response.framing().hasBody();
    var first = new AnswerWatch.FirstPiece();
    if (watch.denies()) {
      try {
        BodySink looked = watch.over(first);
        while (more && first.isEmpty()) {
          more = silence.body(looked);
        }
      } catch (InstructionsFound e) {
        throw e;
      } catch (IOException e) {
        throw failed(upstream, e);
      }
    }
    var body =
        new InwardBody(
            session.inspector(), client.writer(), ticket, masking(response), head.modern());
    BodySink guarded = new ClientSide(body);
    BodySink plain = PlainMessages.over(guarded, admitted, response);
    BodySink watched = watch.over(plain);
    passFinal(response, fields, framing);
    try {
      if (!response.framing().hasBody()) {
        guarded.end(new Fields());
      }
      first.replay(plain);
      while (more) {
        if (!upstream.reader().ready()) {
          guarded.bytes(new byte[0], 0, 0);
          watch.catchUp();
        }
        more = silence.body(watched);
      }
      ClientSide.write(client.writer()::flush);
    } catch (ClientSide.Gone | InstructionsFound e) {
      throw e;
    } catch (IOException e) {
      throw failed(upstream, e);
    } finally {
      bytesIn = body.passed();
      findings.addAll(body.findings());
      watch.catchUpToEnd();
      findings.addAll(watch.findings());
    }
    return response.persistent();
  }

  /** Behind which nothing else can be said. */
  private void passFinal(ResponseHead response, Fields fields, Framing framing)
      throws ClientSide.Gone {
    String reason = InwardHead.reason(response, session.inspector());
    status = response.status();
    answering = true;
    pass(response, reason, fields, framing);
  }

  private void pass(ResponseHead response, String reason, Fields fields, Framing framing)
      throws ClientSide.Gone {
    ClientSide.write(() -> client.writer().head(response.status(), reason, fields, framing));
  }

  /** While the client has nothing of the answer yet, it can be told why it gets nothing. */
  private void refuseIfBeyondLimit(ResponseHead response) throws UpstreamFailed {
    if (!response.framing().hasBody()) {
      return;
    }
    try {
      ticket.expectIn(response.framing() instanceof Framing.Length(long length) ? length : 1);
    } catch (LimitReached e) {
      throw new UpstreamFailed(e.refusal());
    }
  }

  /** Whether reflected credentials are looked for. */
  private boolean masked() {
    return admitted.bound() || admitted.route().scan().response();
  }

  /** What comes from where a credential goes is masked over all boundaries a server can draw. */
  private InwardBody.Masking masking(ResponseHead response) {
    if (!masked()) {
      return InwardBody.Masking.NONE;
    }
    if (!admitted.messages() || !GrpcParser.in(response.fields())) {
      return InwardBody.Masking.WHOLE;
    }
    return admitted.bound() ? InwardBody.Masking.CONVERSATION : InwardBody.Masking.MESSAGES;
  }

  private static boolean coded(ResponseHead response) {
    var plain = Optional.of(ContentCoding.IDENTITY);
    return !ContentCoding.of(response.fields()).equals(plain)
        || (GrpcParser.in(response.fields())
            && !GrpcParser.coding(response.fields()).equals(plain));
  }

  private Framing clientFraming(ResponseHead response) {
    return switch (response.framing()) {
      case Framing.None none -> none;
      case Framing.Length length -> length;
      case Framing.Chunked chunked -> head.modern() ? chunked : new Framing.UntilClose();
      case Framing.UntilClose close -> head.modern() ? new Framing.Chunked() : close;
    };
  }

  private void switchProtocols(Upstream upstream, ResponseHead response)
      throws IOException, UpstreamFailed {
    if (!(client instanceof WireClient wire)
        || !(upstream instanceof WireUpstream server)
        || !admitted.webSocket()
        || !response.fields().hasToken("upgrade", "websocket")) {
      throw new UpstreamFailed(Refusal.upstream("the server switched protocols unasked"));
    }
    if (response.fields().has("sec-websocket-extensions")) {
      // None was offered (RFC 6455 §9.1): what an extension makes of frames could not be read.
      throw new UpstreamFailed(Refusal.upstream("the server began a WebSocket extension unasked"));
    }
    Fields fields = InwardHead.fields(response, admitted.bound(), session.inspector());
    fields.add("Connection", "Upgrade").add("Upgrade", "websocket");
    passFinal(response, fields, new Framing.None());
    ClientSide.write(client.writer()::flush);
    var relay = new WebSocketRelay(session, admitted, ticket, wire, server, masked());
    Optional<Refusal> refusal = relay.run();
    bytesPumped = relay.outward();
    bytesIn = relay.inward();
    findings.addAll(relay.findings());
    if (refusal.isPresent()) {
      throw new UpstreamFailed(refusal.get());
    }
  }
}
