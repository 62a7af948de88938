package dev.botbottle.gateway.dns;

import dev.botbottle.ledger.Ledger;
import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.ledger.LedgerException;
import dev.botbottle.policy.Decision;
import dev.botbottle.policy.EgressSwitch;
import dev.botbottle.policy.HostName;
import dev.botbottle.policy.PolicyEngine;
import dev.botbottle.policy.Verdict;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The answer to each DNS message. Allowed names get their synthetic addresses; HTTPS and SVCB
 * records (RFC 9460) of theirs, like every other type, are none, so that clients choose neither
 * QUIC nor encrypted hellos; every other name does not exist and is in the ledger.
 */
public final class DnsResponder {
  private final PolicyEngine policy;
  private final SyntheticNames names;
  private final NameScanner scanner;
  private final Ledger ledger;
  private final boolean ipv6;
  private final BooleanSupplier cut;

  /**
   * A responder.
   *
   * @param policy which names exist
   * @param names their addresses
   * @param scanner looks at names before they are written down
   * @param ledger where each refused name, and each allowed one for the first time, is written
   * @param ipv6 whether the bottle has IPv6
   * @param cut whether the user has cut the session off
   */
  public DnsResponder(
      PolicyEngine policy,
      SyntheticNames names,
      NameScanner scanner,
      Ledger ledger,
      boolean ipv6,
      BooleanSupplier cut) {
    this.policy = policy;
    this.names = names;
    this.scanner = scanner;
    this.ledger = ledger;
    this.ipv6 = ipv6;
    this.cut = cut;
  }

  /** The answer to a message; empty when there is none to give. */
  Optional<byte[]> respond(byte[] message, int length) throws LedgerException {
    return switch (DnsQuery.parse(message, length)) {
      case DnsQuery.Unanswerable() -> Optional.empty();
      case DnsQuery.Malformed(int rcode) -> Optional.of(DnsAnswer.error(message, rcode));
      case DnsQuery.Question question -> Optional.of(respond(message, question));
    };
  }

  private byte[] respond(byte[] message, DnsQuery.Question question) throws LedgerException {
    Optional<String> normalised = HostName.normalise(question.name());
    String name = normalised.orElse(question.name());
    boolean help = name.equals(PolicyEngine.HELP_HOST);
    if (!help && cut.getAsBoolean()) {
      Decision denial = EgressSwitch.denial();
      record(question, name, Verdict.DENY, denial.rule(), denial.reason());
      // Not "no such name", which clients remember.
      return DnsAnswer.answer(message, question, DnsAnswer.SERVER_FAILURE, List.of());
    }
    Decision decision = policy.name(name);
    if (!help && decision.verdict() != Verdict.ALLOW) {
      record(question, name, Verdict.DENY, decision.rule(), decision.reason());
      return DnsAnswer.answer(message, question, DnsAnswer.NO_SUCH_NAME, List.of());
    }
    if (!help && !names.knows(name)) {
      NameScanner.Scanned scanned = scanner.scan(name);
      if (!scanned.findings().isEmpty()) {
        record(question, name, Verdict.DENY, "scan", "the name holds a secret");
        return DnsAnswer.answer(message, question, DnsAnswer.NO_SUCH_NAME, List.of());
      }
      record(question, name, Verdict.ALLOW, decision.rule(), decision.reason());
    }
    Optional<SyntheticNames.Addresses> addresses = names.addressesOf(name);
    if (addresses.isEmpty()) {
      record(question, name, Verdict.DENY, "dns-limit", "too many names in one session");
      return DnsAnswer.answer(message, question, DnsAnswer.SERVER_FAILURE, List.of());
    }
    List<InetAddress> answers = new ArrayList<>(2);
    if (question.type() == DnsQuery.TYPE_A || question.type() == DnsQuery.TYPE_ANY) {
      answers.add(addresses.get().ipv4());
    }
    if (ipv6 && (question.type() == DnsQuery.TYPE_AAAA || question.type() == DnsQuery.TYPE_ANY)) {
      answers.add(addresses.get().ipv6());
    }
    return DnsAnswer.answer(message, question, DnsAnswer.NO_ERROR, answers);
  }

  private void record(
      DnsQuery.Question question, String name, Verdict verdict, String rule, String reason)
      throws LedgerException {
    NameScanner.Scanned scanned = scanner.scan(name);
    // The reason repeats the name: with something found in it only the masked name is written.
    String safeReason = scanned.findings().isEmpty() ? reason : "the name holds a secret";
    ledger.append(
        new LedgerEntry(
            LedgerEntry.Kind.DNS,
            scanned.shown(),
            53,
            typeName(question.type()),
            "",
            verdict,
            rule,
            safeReason,
            scanned.findings(),
            0,
            0));
  }

  private static String typeName(int type) {
    return switch (type) {
      case DnsQuery.TYPE_A -> "A";
      case 2 -> "NS";
      case 5 -> "CNAME";
      case 6 -> "SOA";
      case 12 -> "PTR";
      case 15 -> "MX";
      case 16 -> "TXT";
      case DnsQuery.TYPE_AAAA -> "AAAA";
      case 33 -> "SRV";
      case 64 -> "SVCB";
      case 65 -> "HTTPS";
      case DnsQuery.TYPE_ANY -> "ANY";
      default -> "TYPE" + type; // RFC 3597 §5
    };
  }
}
