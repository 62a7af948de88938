package dev.botbottle.gateway;

import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.ledger.LedgerException;
import java.io.IOException;
import java.util.Optional;

/** The requests of one connection, one after another, each decided anew. */
final class Conversation {
  private final Session session;
  private final WireClient client;
  private final Addressing addressing;
  private final Decided requests;

  Conversation(Session session, WireClient client, Addressing addressing) {
    this.session = session;
    this.client = client;
    this.addressing = addressing;
    this.requests = new Decided(session, client, addressing);
  }

  /**
   * Serves until the connection is not to be used any more.
   *
   * @return the head of a CONNECT, when one ended it and this is a proxy's connection
   */
  Optional<RequestHead> serve() throws IOException {
    while (true) {
      client.patience(session.limits().clientIdle());
      RequestHead head;
      try {
        head = client.reader().readHead();
      } catch (MalformedMessage e) {
        malformed(e);
        return Optional.empty();
      }
      if (head == null) {
        return Optional.empty();
      }
      if (addressing instanceof Addressing.Explicit && head.method().equals("CONNECT")) {
        return Optional.of(head);
      }
      if (!requests.serve(head)) {
        return Optional.empty();
      }
    }
  }

  private void malformed(MalformedMessage cause) throws IOException {
    Destination to = addressing.unread();
    Refusal refusal = Refusal.malformed(String.valueOf(cause.getMessage()));
    try {
      session.recorder().refused(to, "", "", refusal);
    } catch (LedgerException e) {
      refusal = Refusal.ledger();
    }
    client.answerMalformed(refusal, to);
  }
}
