package dev.botbottle.gateway;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.http.ResponseHead;
import dev.botbottle.gateway.websocket.Agreement;
import dev.botbottle.policy.Timeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The way of a server's answer to the client that asked. */
final class Answering {
  /** Nobody sends more interim responses to a request. */
  private static final int INTERIM = 32;

  private final Session session;
  private final Client client;
  private final RequestHead head;
  private final Admission.Admitted admitted;
  private final Ticket ticket;
  private final Findings findings;
  private boolean begun;
  private boolean endsWithConnection;
  private int status;
  private long bytesOut;
  private long bytesIn;

  /**
   * An answer that has not begun.
   *
   * @param head what the client asked
   * @param findings gets what is seen on the way
   */
  Answering(
      Session session,
      Client client,
      RequestHead head,
      Admission.Admitted admitted,
      Ticket ticket,
      Findings findings) {
    this.session = session;
    this.client = client;
    this.head = head;
    this.admitted = admitted;
    this.ticket = ticket;
    this.findings = findings;
  }

  /** The status that was passed on; 0 when there was none. */
  int status() {
    return status;
  }

  /** Whether the client may have some of it. */
  boolean begun() {
    return begun;
  }

  /** Whether only the end of the client's connection tells that it is whole. */
  boolean endsWithConnection() {
    return endsWithConnection;
  }

  /** Bytes that went out behind a switch of protocols. */
  long bytesOut() {
    return bytesOut;
  }

  long bytesIn() {
    return bytesIn;
  }

  /** Reads heads until the final one; passes on what is only for the time being. */
  ResponseHead await(Silence silence) throws IOException {
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
        String reason = InwardHead.reason(response, admitted.bound(), session.inspector());
        pass(
            response,
            reason,
            InwardHead.fields(response, admitted.bound(), session.inspector()),
            new Framing.None());
        ClientSide.write(client.writer()::flush);
      }
    }
  }

  /** Passes the final response on; returns whether the server's connection is good for another. */
  boolean pass(Silence silence, ResponseHead response) throws IOException, UpstreamFailed {
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
          .filter(n -> InwardHead.isLength(n, admitted.bound(), session.inspector()))
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
      return pass(silence, response, framing, fields, watch);
    } catch (InstructionsFound e) {
      throw new UpstreamFailed(e.refusal());
    }
  }

  private boolean pass(
      Silence silence, ResponseHead response, Framing framing, Fields fields, AnswerWatch watch)
      throws IOException {
    boolean more = response.framing().hasBody();
    var first = new AnswerWatch.FirstPiece();
    if (watch.denies()) {
      BodySink looked = watch.over(first);
      while (more && first.isEmpty()) {
        more = silence.body(looked);
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
        if (!silence.ready()) {
          guarded.bytes(new byte[0], 0, 0);
          watch.catchUp();
        }
        more = silence.body(watched);
      }
      ClientSide.write(client.writer()::flush);
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
    String reason = InwardHead.reason(response, admitted.bound(), session.inspector());
    status = response.status();
    begun = true;
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
    boolean messages = admitted.messages() && GrpcParser.in(response.fields());
    if (admitted.bound()) {
      return messages ? InwardBody.Masking.CONVERSATION : InwardBody.Masking.REFLECTED;
    }
    return messages ? InwardBody.Masking.MESSAGES : InwardBody.Masking.WHOLE;
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

  /** Passes on what both sides say in another protocol, which is the end of this one. */
  void switchProtocols(Upstream upstream, ResponseHead response)
      throws IOException, UpstreamFailed {
    if (!(client instanceof WireClient wire)
        || !(upstream instanceof WireUpstream server)
        || !admitted.webSocket()
        || !response.fields().hasToken("upgrade", "websocket")) {
      throw new UpstreamFailed(Refusal.upstream("the server switched protocols unasked"));
    }
    Agreement agreed = agreed(response);
    Fields fields = InwardHead.fields(response, admitted.bound(), session.inspector());
    fields.remove(Agreement.FIELD);
    fields.add("Connection", "Upgrade").add("Upgrade", "websocket");
    if (!agreed.answer().isEmpty()) {
      fields.add(Agreement.FIELD, agreed.answer());
    }
    passFinal(response, fields, new Framing.None());
    ClientSide.write(client.writer()::flush);
    var relay = new WebSocketRelay(session, admitted, ticket, wire, server, agreed, masked());
    Optional<Refusal> refusal = relay.run().or(() -> session.gatekeeper().cut(admitted.to()));
    bytesOut = relay.outward();
    bytesIn = relay.inward();
    findings.addAll(relay.findings());
    if (refusal.isPresent()) {
      throw new UpstreamFailed(refusal.get());
    }
  }

  /** What an extension makes of frames that was not offered could not be read. */
  private Agreement agreed(ResponseHead response) throws UpstreamFailed {
    try {
      return Agreement.of(head.fields(), admitted.outward().fields(), response.fields());
    } catch (MalformedMessage e) {
      throw new UpstreamFailed(Refusal.upstream("the server began " + e.getMessage()));
    }
  }
}
