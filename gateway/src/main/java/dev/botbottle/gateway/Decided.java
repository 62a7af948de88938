package dev.botbottle.gateway;

import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.policy.PolicyEngine;
import java.io.IOException;

/** What is done with one request once its head is there, whichever HTTP brought it. */
final class Decided {
  private final Session session;
  private final Client client;
  private final Addressing addressing;

  Decided(Session session, Client client, Addressing addressing) {
    this.session = session;
    this.client = client;
    this.addressing = addressing;
  }

  /** Answers it; returns whether the connection is good for another. */
  boolean serve(RequestHead head) throws IOException {
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
      return session.gatekeeper().admit(to, head, client instanceof StreamClient);
    } catch (RuntimeException e) {
      return new Admission.Refused("", Refusal.scanner());
    }
  }

  private static String path(RequestHead head) {
    return Target.parse(head).map(Target::shown).orElse("");
  }
}
