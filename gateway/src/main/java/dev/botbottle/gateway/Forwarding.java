package dev.botbottle.gateway;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.http.ResponseHead;
import dev.botbottle.gateway.upstream.DialException;
import dev.botbottle.scan.Finding;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The way of one admitted request to a server, and of its answer back. */
final class Forwarding {
  /** Connections that are tried for a request nobody has looked at. */
  private static final int ATTEMPTS = 3;

  private final Session session;
  private final Client client;
  private final RequestHead head;
  private final Admission.Admitted admitted;
  private final Ticket ticket;
  private final boolean hasBody;
  private final Findings findings = new Findings();
  private final Answering answering;
  private @Nullable Upload upload;

  /** Written by whoever sees the client leave, before that cuts the server's connection. */
  private volatile boolean givenUp;

  /** Whether the server has begun a final answer, whatever became of it. */
  private boolean answered;

  private boolean settled;

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
    this.answering = new Answering(session, client, head, admitted, ticket, findings);
  }

  /** The status that was passed on; 0 when there was none. */
  int status() {
    return answering.status();
  }

  /** Whether the client may have some of an answer. */
  boolean answering() {
    return answering.begun();
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
    return upload == null ? answering.bytesOut() : upload.bytes();
  }

  long bytesIn() {
    return answering.bytesIn();
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
        throw failed("could not reach " + admitted.to().host() + ": " + UpstreamFailed.why(e), e);
      }
      try {
        return over(fresh);
      } catch (Stale e) {
        // A connection that others share may have been left in this very moment.
        last = e;
      }
    }
    throw failed("the server closed the connection without an answer", last);
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
        response = answering.await(silence);
      } catch (IOException e) {
        throw failed(upstream, e);
      }
      if (response.status() == 101) {
        client.over();
        answering.switchProtocols(upstream, response);
        return false;
      }
      answered = true;
      boolean persistent;
      try {
        persistent = answering.pass(silence, response);
      } catch (IOException e) {
        throw failed(upstream, e);
      }
      // Asked of an answer behind which the connection ends as well: it may say why it does.
      reusable = sent() && persistent && upstream.over(session.limits().linger());
    } finally {
      client.over();
      reusable &= current.getAndSet(null) != null;
      if (!reusable) {
        upstream.cut();
      }
    }
    if (reusable) {
      session.pool().giveBack(upstream);
    }
    return head.persistent()
        && !answering.endsWithConnection()
        && (upload == null || upload.clientDone());
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
      client.heard();
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
    upload = Upload.start(client, body, upstream, session.limits());
  }

  /** What a failure of the server's connection means: {@link Stale}, or thrown. */
  private IOException failed(Upstream upstream, IOException cause) throws UpstreamFailed {
    if (cause instanceof ClientSide.Gone gone) {
      return gone;
    }
    if (cause instanceof LimitReached reached) {
      throw new UpstreamFailed(reached.refusal());
    }
    if (givenUp || (upload != null && upload.left())) {
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
    throw failed(
        "no answer from " + admitted.to().host() + ": " + UpstreamFailed.why(cause), cause);
  }

  /** What is said of a server that failed, unless that was the user's doing. */
  private UpstreamFailed failed(String what, @Nullable IOException cause) {
    return session
        .gatekeeper()
        .cut(admitted.to())
        .map(UpstreamFailed::new)
        .orElseGet(() -> new UpstreamFailed(what, cause));
  }

  /** RFC 9110 §9.2.2, and without a body, which is gone by then. */
  private boolean repeatable() {
    return !hasBody
        && switch (head.method()) {
          case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
          default -> false;
        };
  }
}
