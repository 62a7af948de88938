package dev.botbottle.gateway;

import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.ledger.LedgerException;
import java.io.IOException;
import java.util.Optional;

/** One admitted request and its response: within the limits, and on record. */
final class Exchange {
  private final Session session;
  private final Client client;
  private final RequestHead head;
  private final Admission.Admitted admitted;

  Exchange(Session session, Client client, RequestHead head, Admission.Admitted admitted) {
    this.session = session;
    this.client = client;
    this.head = head;
    this.admitted = admitted;
  }

  /**
   * Runs it to its end.
   *
   * @return whether the client's connection is good for another request
   */
  boolean run() throws IOException {
    Ticket ticket;
    try {
      ticket = session.meters().enter(admitted.route());
    } catch (LimitReached e) {
      return client.refuse(head, e.refusal(), admitted.to(), admitted.path());
    }
    try (Ticket used = ticket) {
      return recorded(used);
    }
  }

  private boolean recorded(Ticket ticket) throws IOException {
    try {
      session.recorder().admitted(admitted);
    } catch (LedgerException e) {
      return client.answer(head, Refusal.ledger(), admitted.to(), false);
    }
    return run(new Forwarding(session, client, head, admitted, ticket));
  }

  private boolean run(Forwarding forwarding) throws IOException {
    boolean again;
    boolean left = false;
    try {
      again = forwarding.run();
    } catch (UpstreamFailed e) {
      return refuse(forwarding, e.refusal());
    } catch (ClientSide.Gone e) {
      again = false;
      left = true;
    } catch (RuntimeException e) {
      return refuse(forwarding, Refusal.scanner());
    } finally {
      // Last: a client that is still sending comes to its end only once it has its answer.
      forwarding.settle();
    }
    Optional<Refusal> stopped = forwarding.denied();
    if (left && stopped.isEmpty()) {
      // The user's cut takes the client away as well.
      stopped = session.gatekeeper().cut(admitted.to());
    }
    if (stopped.isPresent()) {
      // What the client did not wait for is on record all the same.
      record(forwarding, stopped.get());
    } else {
      session
          .recorder()
          .answered(
              admitted,
              forwarding.status(),
              left,
              forwarding.seen(),
              forwarding.bytesOut(),
              forwarding.bytesIn());
    }
    return again;
  }

  /** Records a refusal and, while nothing of another answer has left, answers with it. */
  private boolean refuse(Forwarding forwarding, Refusal refusal) throws IOException {
    Refusal told = refusal;
    try {
      record(forwarding, refusal);
    } catch (LedgerException e) {
      told = Refusal.ledger();
    }
    // What the client has of a response that broke off must not look whole.
    return !forwarding.answering()
        && client.answer(head, told, admitted.to(), forwarding.bodyTaken());
  }

  private void record(Forwarding forwarding, Refusal refusal) throws LedgerException {
    session
        .recorder()
        .refused(
            admitted.to(),
            head.method(),
            admitted.path(),
            refusal.alsoFound(forwarding.seen()),
            forwarding.bytesOut(),
            forwarding.bytesIn());
  }
}
