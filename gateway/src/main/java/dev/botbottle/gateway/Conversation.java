package dev.botbottle.gateway;

import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.policy.PolicyEngine;
import java.io.IOException;
import java.util.Optional;

/** The requests of one connection, one after another, each decided anew. */
final class Conversation {
  private final Session session;
  private final Client client;
  private final Addressing addressing;

  Conversation(Session session, Client client, Addressing addressing) {
    this.session = session;
    this.client = client;
    this.addressing = addressing;
  }

  /**
   * Serves until the connection is not to be used any more.
   *
   * @return the head of a CONNECT, when one ended it and this is a proxy's connection
   */
  Optional<RequestHead> serve() throws IOException {
    while (true) {
      client.socket().setSoTimeout((int) session.limits().clientIdle().toMillis());
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
      if (!serve(head)) {
        return Optional.empty();
      }
    }
  }

  private boolean serve(RequestHead head) throws IOException {
    return switch (addressing.locate(head)) {
      case Addressing.Nowhere(Destination to, Refusal refusal) ->
          client.refuse(head, refusal, to, path(head));
      case Addressing.At(Destination to) -> {
        if (to.host().equals(PolicyEngine.HELP_HOST) && !to.tls()) {
          HelpPage.write(client.writer(), head, path(head), session.policy(), session.helpLines());
          yield head.persistent() && !head.framing().hasBody();
        }
        yield switch (admit(to, head)) {
          case Admission.Refused(String path, Refusal refusal) ->
              client.refuse(head, refusal, to, path);
          case Admission.Admitted admitted -> new Exchange(session, client, head, admitted).run();
        };
      }
    };
  }

  /** A decision that cannot be made is a refusal. */
  private Admission admit(Destination to, RequestHead head) {
    try {
      return session.gatekeeper().admit(to, head);
    } catch (RuntimeException e) {
      return new Admission.Refused("", Refusal.scanner());
    }
  }

  private void malformed(MalformedMessage cause) throws IOException {
    Destination to = addressing.unread();
    Refusal refusal = Refusal.malformed(String.valueOf(cause.getMessage()));
    session.recorder().refused(to, "", "", refusal);
    client.answerMalformed(refusal, to);
  }

  private static String path(RequestHead head) {
    return Target.parse(head).map(Target::shown).orElse("");
  }
}
