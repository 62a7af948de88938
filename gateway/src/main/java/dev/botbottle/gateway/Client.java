package dev.botbottle.gateway;

import dev.botbottle.gateway.http.BodySource;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.http.ResponseSink;
import java.io.IOException;

/** The bottle's side of an exchange, whichever HTTP it speaks. */
abstract sealed class Client permits WireClient, StreamClient {
  private final Session session;

  Client(Session session) {
    this.session = session;
  }

  /** Where the request's body comes from. */
  abstract BodySource reader();

  /** Where the response goes to. */
  abstract ResponseSink writer();

  /** Reads what the client still sends, for a while, so that it comes to read its answer. */
  abstract void readAway() throws IOException;

  /** Waits for what the client says next for as long as it stays. */
  abstract void patient();

  /** Has something done when the client gives this request up, or has done so already. */
  abstract void whenGone(Runnable action);

  /** The request was read to its end: until its exchange is over nobody reads. */
  abstract void heard();

  /** Whether the client gives this request up does not matter any more. */
  abstract void over();

  /** The answer is complete: whatever the client still sends is not waited for. */
  abstract void answered();

  /** Tells a client that waits for it to send its body (RFC 9110 §10.1.1). */
  final void proceed() throws IOException {
    writer().head(100, "Continue", new Fields(), new Framing.None());
    writer().flush();
  }

  /** Records a refusal and answers with it; returns whether the connection may go on. */
  final boolean refuse(RequestHead head, Refusal refusal, Destination to, String path)
      throws IOException {
    try {
      session.recorder().refused(to, head.method(), path, refusal);
    } catch (IOException e) {
      return answer(head, Refusal.ledger(), to, false);
    }
    return answer(head, refusal, to, false);
  }

  /**
   * Answers with a refusal; returns whether the connection may go on.
   *
   * @param bodyTaken whether somebody else reads the request's body
   */
  final boolean answer(RequestHead head, Refusal refusal, Destination to, boolean bodyTaken)
      throws IOException {
    boolean body = head.framing().hasBody();
    boolean keep = !body && head.persistent();
    String subject = to.scheme() + "://" + to.authority();
    if (this instanceof StreamClient && GrpcParser.in(head.fields())) {
      session.page().writeStatus(writer(), refusal, subject);
    } else {
      boolean json = prefersJson(head.fields());
      session.page().write(writer(), refusal, subject, json, head.method().equals("HEAD"), keep);
    }
    if (body && !bodyTaken && !head.fields().hasToken("expect", "100-continue")) {
      readAway();
    }
    return keep;
  }

  /** Answers what could not be read as a request at all. */
  final void answerMalformed(Refusal refusal, Destination to) throws IOException {
    session
        .page()
        .write(writer(), refusal, to.scheme() + "://" + to.authority(), false, false, false);
  }

  private static boolean prefersJson(Fields fields) {
    for (String type : fields.tokens("accept")) {
      if (type.startsWith("application/json")) {
        return true;
      }
      if (type.startsWith("text/") || type.startsWith("*/*")) {
        return false;
      }
    }
    return false;
  }
}
