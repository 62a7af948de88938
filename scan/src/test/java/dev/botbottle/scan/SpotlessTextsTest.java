package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpotlessTextsTest {
  private static final String VALUE = "a-value-that-is-known-48213";
  private static final ScanProfile PERMITTING =
      new ScanProfile(ScanAction.DENY, true, Set.of("known"));

  private static Scanner knowing(KnownSecret.Kind kind) {
    return Scanner.session(List.of(new KnownSecret("known", kind, Secret.of(VALUE))));
  }

  @Test
  void whatIsNothingInOnePlaceIsLookedAtAgainInAnother() {
    Scanner scanner = knowing(KnownSecret.Kind.CREDENTIAL);
    String upper = VALUE.toUpperCase(java.util.Locale.ROOT);
    assertThat(scanner.scan(upper, new Place.Path(), ScanProfile.DENY)).isEmpty();
    assertThat(scanner.scan(upper, new Place.Host(), ScanProfile.DENY)).isNotEmpty();
    assertThat(
            scanner.scan("x." + VALUE.replace("-", ".-"), new Place.Header("a"), ScanProfile.DENY))
        .isEmpty();
    assertThat(scanner.scan("x." + VALUE.replace("-", ".-"), new Place.Host(), ScanProfile.DENY))
        .isNotEmpty();
  }

  @Test
  void whatOneProfilePermitsIsStillFoundUnderAnother() {
    Scanner scanner = knowing(KnownSecret.Kind.PLACEHOLDER);
    assertThat(scanner.scan(VALUE, new Place.Path(), PERMITTING)).isEmpty();
    assertThat(scanner.scan(VALUE, new Place.Path(), PERMITTING)).isEmpty();
    assertThat(scanner.spotless(VALUE)).isFalse();
    assertThat(scanner.scan(VALUE, new Place.Path(), ScanProfile.DENY)).isNotEmpty();
  }

  @Test
  void aTextLookedAtWithoutTheFormatsIsLookedAtAgainWithThem() {
    Scanner scanner = knowing(KnownSecret.Kind.CREDENTIAL);
    String key = "AKIA" + "QYLPMN5HHHFPZAM2";
    var without = new ScanProfile(ScanAction.DENY, false, Set.of());
    assertThat(scanner.scan(key, new Place.Query(), without)).isEmpty();
    assertThat(scanner.scan(key, new Place.Query(), ScanProfile.DENY)).isNotEmpty();
  }

  @Test
  void aTextThatWasNothingIsLookedAtAgainWhenItsValueBecameKnown() {
    Scanner before = Scanner.session(List.of());
    assertThat(before.scan(VALUE, new Place.Path(), ScanProfile.DENY)).isEmpty();
    assertThat(before.spotless(VALUE)).isTrue();
    Scanner after =
        before.knowing(
            List.of(new KnownSecret("known", KnownSecret.Kind.CREDENTIAL, Secret.of(VALUE))));
    assertThat(after.spotless(VALUE)).isFalse();
    assertThat(after.scan(VALUE, new Place.Path(), ScanProfile.DENY)).isNotEmpty();
  }

  @Test
  void partsOfAValueAreNotTakenForNothing() {
    String value = "q8Zr2LmW9xKd4TnB7vYp3HsJ";
    Scanner scanner =
        Scanner.session(
            List.of(new KnownSecret("known", KnownSecret.Kind.CREDENTIAL, Secret.of(value))));
    assertThat(scanner.spotless("is " + value.substring(0, 8))).isFalse();
    assertThat(scanner.spotless("plain")).isTrue();
  }

  @Test
  void onlyTheLastTextsAreKept() {
    SpotlessTexts texts = new SpotlessTexts();
    Place place = new Place.Body();
    texts.add("first", place);
    for (int i = 0; i < 511; i++) {
      texts.add("text" + i, place);
    }
    assertThat(texts.has("first", place)).isTrue();
    texts.add("one more", place);
    assertThat(texts.has("first", place)).isTrue();
    assertThat(texts.has("text0", place)).isFalse();
    texts.add("x".repeat(257), place);
    assertThat(texts.has("x".repeat(257), place)).isFalse();
  }
}
