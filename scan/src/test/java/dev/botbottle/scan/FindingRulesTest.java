package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FindingRulesTest {
  // In two parts, so that this file itself is no finding of a secret scanner.
  private static final String TOKEN = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";
  private static final String OTHER = "ghp_" + "26C7e42F292c6912E7710c838347Ae178B4b";
  private static final Scanner SCANNER = Scanner.of(List.of());

  private static String fingerprint(String text) {
    List<Finding> findings = SCANNER.scan(text, new Place.Body(), ScanProfile.DENY);
    assertThat(findings).hasSize(1);
    return findings.getFirst().fingerprint();
  }

  private static FindingRules allowing(String text) {
    return new FindingRules(
        Map.of(), List.of(new AllowedFinding(fingerprint(text), "a fixture", "2027-01-31")));
  }

  private static ScanProfile profile(ScanAction action, FindingRules rules) {
    return new ScanProfile(action, true, Set.of(), rules);
  }

  @Test
  void anAllowedValuePassesInWhateverItIsWrittenAndStaysOnRecord() {
    ScanProfile profile = profile(ScanAction.DENY, allowing(TOKEN));
    for (String text :
        List.of(TOKEN, Texts.base64("a " + TOKEN + " b"), Texts.hex(TOKEN), Texts.percent(TOKEN))) {
      Recording recording = Recording.whole(SCANNER.stream(profile), "x " + text + " y");
      assertThat(recording.text()).isEqualTo("x " + text + " y");
      assertThat(recording.findings).hasSize(1).allMatch(Finding::allowed);
      assertThat(SCANNER.scan(text, new Place.Query(), profile)).allMatch(Finding::allowed);
    }
  }

  @Test
  void anyOtherValueIsStillDenied() {
    ScanProfile profile = profile(ScanAction.DENY, allowing(TOKEN));
    for (String text : List.of(OTHER, TOKEN + " " + OTHER, OTHER + " " + TOKEN, TOKEN + "x")) {
      ScanStream stream = SCANNER.stream(profile);
      Recording recording = Recording.whole(stream, text);
      assertThat(stream.denied()).as(text).isTrue();
      assertThat(recording.findings).anyMatch(finding -> !finding.allowed());
      assertThat(SCANNER.scan(text, new Place.Query(), profile))
          .anyMatch(finding -> !finding.allowed());
    }
  }

  @Test
  void aValueOfTheSessionIsNotAllowedByTheFingerprintOfItsFormat() {
    Scanner scanner =
        Scanner.of(List.of(new KnownSecret("T", KnownSecret.Kind.CREDENTIAL, Secret.of(TOKEN))));
    ScanStream stream = scanner.stream(profile(ScanAction.WARN, allowing(TOKEN)));
    assertThat(Recording.whole(stream, TOKEN).detectors()).contains("known:T");
    assertThat(stream.denied()).isTrue();
  }

  @Test
  void anActionHoldsForItsDetectorAlone() {
    String jwt = "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0.Qk9x7yP2Lm4Rs8Tv";
    FindingRules rules =
        new FindingRules(Map.of("jwt", ScanAction.WARN, "groq-key", ScanAction.REDACT), List.of());
    ScanStream passing = SCANNER.stream(profile(ScanAction.DENY, rules));
    assertThat(Recording.whole(passing, "a " + jwt + " b").text()).contains(jwt);
    ScanStream denying = SCANNER.stream(profile(ScanAction.DENY, rules));
    assertThat(Recording.whole(denying, "a " + jwt + " " + TOKEN).text()).doesNotContain(TOKEN);
    assertThat(denying.denied()).isTrue();
    String groq = "gsk_" + "a1B2c3D4e5".repeat(5) + "xy";
    ScanStream redacting = SCANNER.stream(profile(ScanAction.DENY, rules));
    assertThat(Recording.whole(redacting, groq + " end").text())
        .startsWith("[redacted:groq-key")
        .endsWith(" end");
    assertThat(rules.withoutRedaction().actions()).containsEntry("groq-key", ScanAction.DENY);
  }

  @Test
  void aRuleEndsWithItsLastDay() {
    FindingRules rules = allowing(TOKEN);
    assertThat(rules.on("2027-01-31").allowed()).hasSize(1);
    assertThat(rules.on("2027-02-01").allowed()).isEmpty();
    assertThat(rules.on("2026-12-31").allowed()).hasSize(1);
  }

  @Test
  void whatCouldBeGuessedHasNoFingerprint() {
    for (String text :
        List.of(
            "postgres://app:Sommer2026x@db.example/x",
            "https://app:Sommer2026x@host.example/x",
            "card_number: \"4242424242424242\"")) {
      assertThat(fingerprint(text)).as(text).isEmpty();
    }
    assertThat(fingerprint(TOKEN)).matches(Fingerprint::wellFormed);
    assertThat(fingerprint(TOKEN)).isNotEqualTo(fingerprint(OTHER));
    assertThat(Fingerprint.wellFormed(TOKEN)).isFalse();
  }

  @Test
  void theVerdictDoesNotDependOnHowTheTextWasCut() {
    FindingRules rules = allowing(TOKEN);
    Random random = new Random(3);
    for (String text :
        List.of(
            "a " + TOKEN + " b " + OTHER + " c",
            Texts.base64("it is " + TOKEN + " and") + " " + TOKEN,
            Texts.hex(OTHER) + " " + Texts.hex(TOKEN))) {
      for (ScanAction action : ScanAction.values()) {
        Recording whole = Recording.whole(SCANNER.stream(profile(action, rules)), text);
        for (int i = 0; i < 200; i++) {
          Recording cut =
              Recording.random(
                  SCANNER.stream(profile(action, rules)), Texts.bytes(text), random, 1 + i % 9);
          assertThat(cut.findings).as(text).isEqualTo(whole.findings);
          if (action != ScanAction.DENY) {
            // What stands before a denied finding may have left.
            assertThat(cut.text()).as(text).isEqualTo(whole.text());
          }
        }
      }
    }
  }
}
