package dev.botbottle.gateway;

import dev.botbottle.gateway.upstream.DialException;
import dev.botbottle.policy.Decision;
import dev.botbottle.policy.EgressSwitch;
import dev.botbottle.policy.PolicyEngine;
import dev.botbottle.scan.AllowedFinding;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.FindingRules;
import java.util.List;
import java.util.Optional;

/**
 * Why something was not let through, with the answer it gets.
 *
 * @param status the HTTP status of the answer
 * @param rule the rule's stable id
 * @param reason one sentence
 * @param findings what the scanner saw, masked
 * @param change what the user could do about it; may be empty
 * @param detail what the record is told and the client is not; may be empty
 * @param retryAfter seconds after which it may succeed; 0 when waiting does not help
 */
record Refusal(
    int status,
    String rule,
    String reason,
    List<Finding> findings,
    String change,
    String detail,
    int retryAfter) {
  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int MISDIRECTED = 421;
  static final int TOO_MANY = 429;
  static final int BAD_GATEWAY = 502;
  static final int UNAVAILABLE = 503;

  Refusal {
    findings = List.copyOf(findings);
  }

  private Refusal(int status, String rule, String reason, List<Finding> findings, String change) {
    this(status, rule, reason, findings, change, "", 0);
  }

  /** The reason and the detail, for the record. */
  String recorded() {
    return detail.isEmpty() ? reason : reason + " (" + detail + ")";
  }

  /** The same, with more that was seen before it, for the record. */
  Refusal alsoFound(List<Finding> more) {
    var all = new Findings();
    all.addAll(findings);
    all.addAll(more);
    return new Refusal(status, rule, reason, all.list(), change, detail, retryAfter);
  }

  /** What the policy says no to. */
  static Refusal of(Decision decision, Destination to) {
    String change =
        switch (decision.rule()) {
          case "default-deny", "port" ->
              "to allow it, the user can add to \"egress\".\"allowlist\" in bottle.jsonc: "
                  + line(to);
          case PolicyEngine.OFFLINE -> "the user can start another session without --offline";
          case EgressSwitch.CUT ->
              "the user can put it back with: bottle stop --egress SESSION --restore";
          default ->
              decision
                  .origin()
                  .map(origin -> "the rule is written at " + origin + "; the user can change it")
                  .orElse("");
        };
    return new Refusal(FORBIDDEN, decision.rule(), decision.reason(), List.of(), change);
  }

  /**
   * What a part of the request was found to hold.
   *
   * @param rules those of its route, expired ones included
   */
  static Refusal of(List<Finding> findings, FindingRules rules) {
    Finding first = findings.getFirst();
    return new Refusal(
        FORBIDDEN,
        "scan:" + first.detector(),
        first.isEffort()
            ? "it takes too long to look through all of it"
            : "the request carries something that must not leave, in its " + first.place().word(),
        findings,
        change(first, rules));
  }

  /** An answer that reads like instructions, where its route denies such. */
  static Refusal instructions(List<Finding> findings) {
    return new Refusal(
        FORBIDDEN,
        "scan:" + findings.getFirst().detector(),
        "the answer reads like instructions to you; they are not the user's",
        findings,
        "the user can look at it, and set \"instructions\" of the route's \"scan\" to \"warn\"");
  }

  private static String change(Finding first, FindingRules rules) {
    Optional<AllowedFinding> rule = rules.ruleFor(first);
    if (rule.isPresent()) {
      return "the user's manifest let exactly this pass until "
          + rule.get().until()
          + " ("
          + rule.get().reason()
          + "); the user can set a later day";
    }
    if (first.fingerprint().isEmpty()) {
      return first.advice();
    }
    return first.advice()
        + " If it is none that matters, the user can let exactly this value pass: its fingerprint"
        + " belongs into \"scan\": { \"allow\": … } of the route.";
  }

  static Refusal forbidden(String rule, String reason, String change) {
    return new Refusal(FORBIDDEN, rule, reason, List.of(), change);
  }

  /** A message that two parsers could read in two ways. */
  static Refusal malformed(String what) {
    return new Refusal(BAD_REQUEST, "malformed", "the request has " + what, List.of(), "");
  }

  /** Two statements about the host that should agree do not. */
  static Refusal mismatch(String reason) {
    return new Refusal(MISDIRECTED, "host-mismatch", reason, List.of(), "");
  }

  /** An address that must not be dialled, or none that could be. */
  static Refusal of(DialException cause) {
    int status = cause.refused() ? FORBIDDEN : BAD_GATEWAY;
    return new Refusal(status, cause.rule(), cause.reason(), List.of(), "", cause.detail(), 0);
  }

  /** More than a limit lets through now; in some seconds it will be less. */
  static Refusal tooMany(String rule, String reason, String change, int seconds) {
    return new Refusal(TOO_MANY, rule, reason, List.of(), change, "", seconds);
  }

  static Refusal upstream(String reason) {
    return new Refusal(BAD_GATEWAY, "upstream", reason, List.of(), "");
  }

  static Refusal scanner() {
    return new Refusal(
        UNAVAILABLE, "scanner", "the scanner failed, so nothing leaves", List.of(), "");
  }

  static Refusal ledger() {
    return new Refusal(
        UNAVAILABLE,
        "ledger",
        "the session's ledger cannot be written, so nothing leaves",
        List.of(),
        "the user should look at the disk that holds the session's state");
  }

  private static String line(Destination to) {
    return to.port() == 443 || to.port() == 80
        ? "\"" + to.host() + "\""
        : "{ \"host\": \"" + to.host() + "\", \"ports\": [" + to.port() + "] }";
  }
}
