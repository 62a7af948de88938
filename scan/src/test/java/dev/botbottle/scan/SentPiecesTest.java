package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A value that leaves in parts, by several messages. */
final class SentPiecesTest {
  private static final String VALUE =
      "c4N4ry-Qx7Lm2Rt9Vw3Zk8Bp5Hd1Sf6-gJ0yT4uE7iO2aX9nC5vM8qW3rK6zP1-bD4f";

  private static Scanner scanner(KnownSecret.Kind kind) {
    return Scanner.session(List.of(new KnownSecret("K", kind, Secret.of(VALUE))));
  }

  private static ScanProfile profile(ScanAction action, String... permitted) {
    return new ScanProfile(action, true, Set.of(permitted));
  }

  private static List<String> parts(int size) {
    List<String> parts = new ArrayList<>();
    for (int at = 0; at < VALUE.length(); at += size) {
      parts.add(VALUE.substring(at, Math.min(at + size, VALUE.length())));
    }
    return parts;
  }

  /** Sends the parts, one message each; returns how many left before one was denied. */
  private static int sent(Scanner scanner, List<String> parts, boolean query) {
    for (int i = 0; i < parts.size(); i++) {
      boolean denied;
      if (query) {
        denied =
            scanner.scan("q=" + parts.get(i), new Place.Query(), ScanProfile.DENY).stream()
                .anyMatch(Finding::isKnown);
      } else {
        ScanStream stream = scanner.stream(ScanProfile.DENY);
        Recording.whole(stream, "some text " + parts.get(i) + " and more");
        denied = stream.denied();
      }
      if (denied) {
        return i;
      }
    }
    return parts.size();
  }

  @Test
  void aValueInPartsIsStoppedBeforeItIsWhole() {
    for (int size : new int[] {12, 16, 20, 24, 32}) {
      for (boolean query : new boolean[] {true, false}) {
        List<String> parts = parts(size);
        assertThat(sent(scanner(KnownSecret.Kind.CANARY), parts, query))
            .as("parts of %s, %s", size, query)
            .isLessThan(parts.size());
      }
    }
  }

  @Test
  void partsCountThatStandBeforeAValueThatMayLeave() {
    String permitted = "Zq8vLm2wRt5kN7pS";
    for (int size : new int[] {5, 1000}) {
      Scanner scanner =
          Scanner.session(
              List.of(
                  new KnownSecret("K", KnownSecret.Kind.CREDENTIAL, Secret.of(VALUE)),
                  new KnownSecret("E", KnownSecret.Kind.ENV, Secret.of(permitted))));
      int left = 0;
      for (String part : parts(16).subList(0, 2)) {
        ScanStream stream = scanner.stream(profile(ScanAction.DENY, "E"));
        Recording.cut(stream, Texts.bytes("a " + part + " and " + permitted + "."), size);
        left += stream.denied() ? 0 : 1;
      }
      assertThat(left).as("cut by %s", size).isEqualTo(1);
    }
  }

  @Test
  void partsMayBeEncodedAndComeInAnyOrderByAnyWay() {
    Scanner scanner = scanner(KnownSecret.Kind.ENV);
    String late = Texts.base64(VALUE.substring(40, 56));
    assertThat(Recording.whole(scanner.stream(ScanProfile.DENY), "x " + late + " y").findings)
        .isEmpty();
    String path = "/a/" + VALUE.substring(0, 8);
    assertThat(scanner.scan(path, new Place.Path(), ScanProfile.DENY))
        .anyMatch(finding -> finding.detector().equals("known:K"));
    String header = "x-note: " + Texts.hex(VALUE.substring(16, 32));
    assertThat(scanner.scan(header, new Place.Header("x-note"), ScanProfile.DENY))
        .anyMatch(finding -> finding.detector().equals("known:K"));
  }

  @Test
  void whereTheValueMayGoItsPartsMay() {
    Scanner scanner = scanner(KnownSecret.Kind.ENV);
    for (String part : parts(20)) {
      ScanStream stream = scanner.stream(profile(ScanAction.DENY, "K"));
      assertThat(Recording.whole(stream, part).findings).isEmpty();
    }
    // And they do not count elsewhere.
    ScanStream elsewhere = scanner.stream(ScanProfile.DENY);
    assertThat(Recording.whole(elsewhere, parts(20).getFirst()).findings).isEmpty();
  }

  @Test
  void whatWasCountedGoesOnCountingWhenMoreBecomesKnown() {
    KnownSecret value = new KnownSecret("K", KnownSecret.Kind.ENV, Secret.of(VALUE));
    Scanner scanner = Scanner.session(List.of(value));
    Recording.whole(scanner.stream(ScanProfile.DENY), "x " + VALUE.substring(0, 16));
    Scanner more =
        scanner.knowing(
            List.of(
                value,
                new KnownSecret(
                    "N", KnownSecret.Kind.CREDENTIAL, Secret.of("another-credential-9f3k2"))));
    ScanStream stream = more.stream(ScanProfile.DENY);
    Recording.whole(stream, "y " + VALUE.substring(32, 48));
    assertThat(stream.denied()).isTrue();
  }

  @Test
  void aStandInIsNotCounted() {
    assertThat(sent(scanner(KnownSecret.Kind.PLACEHOLDER), parts(20), false))
        .isEqualTo(parts(20).size());
  }

  @Test
  void aValueThatWasFoundWholeDoesNotCountByItsParts() {
    Scanner scanner = scanner(KnownSecret.Kind.ENV);
    Recording whole = Recording.whole(scanner.stream(profile(ScanAction.REDACT)), "a " + VALUE);
    assertThat(whole.findings).hasSize(1);
    ScanStream next = scanner.stream(ScanProfile.DENY);
    assertThat(Recording.whole(next, "a " + parts(20).getFirst()).findings).isEmpty();
  }

  @Test
  void whereFindingsAreRedactedThePartsAreOnceTheyAreTooMany() {
    Scanner scanner = scanner(KnownSecret.Kind.ENV);
    String text = String.join(" | ", parts(20));
    Recording recording = Recording.whole(scanner.stream(profile(ScanAction.REDACT)), text);
    assertThat(recording.text())
        .hasSameSizeAs(text)
        .contains("[redact")
        .startsWith(parts(20).getFirst());
    assertThat(recording.detectors()).containsExactly("known:K");
  }

  @Test
  void aValueOfWordsIsNotCounted() {
    String words = "correct horse battery staple and some more of them";
    Scanner scanner =
        Scanner.session(List.of(new KnownSecret("W", KnownSecret.Kind.ENV, Secret.of(words))));
    for (String word : List.of("correct horse", "battery staple", "and some more of them")) {
      ScanStream stream = scanner.stream(ScanProfile.DENY);
      assertThat(Recording.whole(stream, "a " + word + " b").findings).isEmpty();
    }
  }

  @Test
  void partsOfLongValuesTakeNoLongerForTheOthersThatWereSeen() {
    long few = Long.MAX_VALUE;
    long many = Long.MAX_VALUE;
    for (int turn = 0; turn < 6; turn++) {
      few = Math.min(few, nanosForPartsOf(2));
      many = Math.min(many, nanosForPartsOf(30));
    }
    // Two to four times, by what the compiler came to; with a look at all parts for each of them
    // at least twelve times, as there are fifteen times as many.
    assertThat(many).isLessThan(8 * few);
  }

  /** How long a text of parts of so many values takes. */
  private static long nanosForPartsOf(int count) {
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    Random random = new Random(8);
    List<KnownSecret> values = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String value = Texts.random(random, letters, 3000);
      values.add(new KnownSecret("v" + i, KnownSecret.Kind.CREDENTIAL, Secret.of(value)));
      // Too few of each for a finding, and no two that follow each other.
      for (int at = 8; at < 120 * 16; at += 16) {
        parts.add(value.substring(at, at + 8));
      }
    }
    Collections.shuffle(parts, random);
    String text = Texts.repeat(String.join(" ", parts) + " ", 1_500_000);
    ScanStream stream = Scanner.session(values).stream(profile(ScanAction.REDACT));
    long before = System.nanoTime();
    assertThat(Recording.whole(stream, text).findings).isEmpty();
    return System.nanoTime() - before;
  }

  @Test
  void theResultDoesNotDependOnHowTheMessagesWereCut() {
    Random random = new Random(4);
    String first = "x " + parts(20).get(0) + " y " + Texts.base64("aa" + parts(24).get(1)) + " z";
    String second = "and " + VALUE + ", " + parts(17).get(2) + " " + parts(17).get(3) + " end";
    for (ScanAction action : ScanAction.values()) {
      Scanner one = scanner(KnownSecret.Kind.ENV);
      Recording a = Recording.whole(one.stream(profile(action)), first);
      Recording b = Recording.whole(one.stream(profile(action)), second);
      for (int i = 0; i < 200; i++) {
        Scanner other = scanner(KnownSecret.Kind.ENV);
        Recording c =
            Recording.random(other.stream(profile(action)), Texts.bytes(first), random, 1 + i % 9);
        Recording d =
            Recording.random(other.stream(profile(action)), Texts.bytes(second), random, 1 + i % 9);
        assertThat(c.findings).isEqualTo(a.findings);
        assertThat(d.findings).isEqualTo(b.findings);
        if (action == ScanAction.REDACT) {
          assertThat(c.text()).isEqualTo(a.text());
          assertThat(d.text()).isEqualTo(b.text());
        }
      }
    }
  }
}
