package dev.botbottle.gateway;

import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.policy.Decision;
import dev.botbottle.policy.Route;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.ScanProfile;
import java.util.List;

/** What becomes of a request, decided from its head alone. */
sealed interface Admission {
  /** The method, path with query (as received) for the ledger. */
  String path();

  /**
   * It may go out.
   *
   * @param to where
   * @param path path and query as received
   * @param decision the policy's word
   * @param route the route it takes
   * @param outward the head to send; holds real credentials
   * @param body how its body is scanned
   * @param coding the coding its body has, or the coded ones of its messages
   * @param messages whether its body is a row of gRPC messages, and both sides may talk at once
   * @param bound whether credentials are injected at this host
   * @param webSocket whether it asks for an upgrade that the route allows
   * @param findings what was seen in the head and passes
   */
  record Admitted(
      Destination to,
      String path,
      Decision decision,
      Route route,
      RequestHead outward,
      ScanProfile body,
      ContentCoding coding,
      boolean messages,
      boolean bound,
      boolean webSocket,
      List<Finding> findings)
      implements Admission {}

  /** It may not. */
  record Refused(String path, Refusal refusal) implements Admission {}
}
