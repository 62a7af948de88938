package dev.botbottle.manifest;

import dev.botbottle.scan.AllowedFinding;
import dev.botbottle.scan.FindingRules;
import dev.botbottle.scan.Fingerprint;
import dev.botbottle.scan.ScanAction;
import dev.botbottle.scan.Scanner;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decodes what {@code scan} of a route says of formats and of single findings. */
final class FindingsDecoder {
  static final List<String> ACTIONS = List.of("deny", "redact", "warn");
  static final List<String> ALLOW_KEYS = List.of("finding", "reason", "until");

  private static final int DAY_LENGTH = "2027-01-31".length();

  private final Problems problems;

  FindingsDecoder(Problems problems) {
    this.problems = problems;
  }

  FindingRules decode(Fields scan) {
    Map<String, ScanAction> actions = new LinkedHashMap<>();
    List<Node.Field> named = scan.named("detectors", "actions");
    if (!named.isEmpty()) {
      List<String> known = Scanner.detectors();
      for (Node.Field field : named) {
        if (!known.contains(field.key())) {
          problems.add(
              field.at(),
              "expected the id of a credential format, found " + Problems.quoted(field.key()),
              Nearest.hint(field.key(), known));
          continue;
        }
        Optional<ScanAction> action = action(field.value());
        if (action.isPresent()) {
          actions.put(field.key(), action.get());
        }
      }
    }
    return new FindingRules(actions, allowed(scan));
  }

  private Optional<ScanAction> action(Node node) {
    if (node instanceof Node.Text text && ACTIONS.contains(text.value())) {
      return Optional.of(action(text.value()));
    }
    problems.expected(node, "one of " + String.join(", ", ACTIONS), "");
    return Optional.empty();
  }

  static ScanAction action(String word) {
    return switch (word) {
      case "redact" -> ScanAction.REDACT;
      case "warn" -> ScanAction.WARN;
      default -> ScanAction.DENY;
    };
  }

  private List<AllowedFinding> allowed(Fields scan) {
    List<AllowedFinding> allowed = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Node item : scan.items("allow", "finding")) {
      Optional<Fields> fields = Fields.of(item, problems, ALLOW_KEYS);
      if (fields.isEmpty()) {
        continue;
      }
      Optional<String> finding = finding(fields.get());
      Optional<String> reason = required(fields.get(), "reason", "why it may pass");
      Optional<String> until = until(fields.get());
      if (finding.isPresent() && !seen.add(finding.get())) {
        problems.add(
            item.at(), "expected each finding once, found it again", "remove one of the two");
      } else if (finding.isPresent() && reason.isPresent() && until.isPresent()) {
        allowed.add(new AllowedFinding(finding.get(), reason.get(), until.get()));
      }
    }
    return allowed;
  }

  private Optional<String> finding(Fields fields) {
    Optional<String> text = required(fields, "finding", "the fingerprint of a finding");
    Node node = fields.get("finding");
    if (text.isPresent() && node != null && !Fingerprint.wellFormed(text.get())) {
      // Somebody may have put the secret itself here.
      problems.hidden(
          node,
          "a fingerprint of the form sha256: and 32 hexadecimal digits",
          "copy it from the denial or from bottle logs");
      return Optional.empty();
    }
    return text;
  }

  private Optional<String> until(Fields fields) {
    Optional<String> text = required(fields, "until", "a day such as 2027-01-31");
    Node node = fields.get("until");
    if (text.isPresent() && node != null && !isDay(text.get())) {
      problems.expected(node, "a day such as 2027-01-31", "it is the last day it may pass, in UTC");
      return Optional.empty();
    }
    return text;
  }

  private static boolean isDay(String text) {
    try {
      return text.length() == DAY_LENGTH && LocalDate.parse(text).getYear() > 0;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private Optional<String> required(Fields fields, String key, String what) {
    if (!fields.has(key)) {
      problems.add(
          fields.at(), "expected \"" + key + "\" in the object, found none", "it is " + what);
      return Optional.empty();
    }
    return fields.string(key, what);
  }
}
