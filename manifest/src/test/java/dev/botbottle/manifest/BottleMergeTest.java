package dev.botbottle.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.policy.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The laws of laying bottles over each other, on bottles by chance. */
final class BottleMergeTest {
  private static final int CASES = 3_000;

  private static BottleSpec merged(BottleSpec base, BottleSpec over) {
    return SameMeaning.unplaced(BottleMerge.merge(base, over));
  }

  @Test
  void anEmptyBottleChangesNothing() {
    for (int seed = 0; seed < CASES; seed++) {
      BottleSpec bottle = new RandomBottles(seed).bottle("b");
      BottleSpec empty = BottleSpec.empty("b", Origin.builtIn(""));
      assertThat(merged(empty, bottle)).isEqualTo(SameMeaning.unplaced(bottle));
      BottleSpec over = merged(bottle, empty);
      assertThat(over.egress()).isEqualTo(SameMeaning.unplaced(bottle).egress());
      assertThat(over.env()).isEqualTo(SameMeaning.unplaced(bottle).env());
      assertThat(over.require()).isEqualTo(bottle.require());
    }
  }

  @Test
  void aBottleOverItselfIsItself() {
    for (int seed = 0; seed < CASES; seed++) {
      BottleSpec bottle = new RandomBottles(seed).bottle("b");
      assertThat(merged(bottle, bottle)).isEqualTo(SameMeaning.unplaced(bottle));
    }
  }

  @Test
  void ofThreeItDoesNotMatterWhichTwoComeTogetherFirst() {
    for (int seed = 0; seed < CASES; seed++) {
      RandomBottles random = new RandomBottles(seed);
      BottleSpec a = random.bottle("a");
      BottleSpec b = random.bottle("b");
      BottleSpec c = random.bottle("c");
      assertThat(merged(BottleMerge.merge(a, b), c)).isEqualTo(merged(a, BottleMerge.merge(b, c)));
    }
  }

  @Test
  void nothingForbiddenOrRequiredIsLostAndNothingIsGrantedThatNeitherGrants() {
    for (int seed = 0; seed < CASES; seed++) {
      RandomBottles random = new RandomBottles(seed);
      BottleSpec base = SameMeaning.unplaced(random.bottle("a"));
      BottleSpec over = SameMeaning.unplaced(random.bottle("b"));
      BottleSpec both = merged(base, over);
      assertThat(both.egress().deny())
          .containsAll(over.egress().deny())
          .containsAll(base.egress().deny());
      assertThat(both.require()).containsAll(base.require()).containsAll(over.require());
      assertThat(both.egress().allowlist())
          .containsAll(base.egress().allowlist())
          .allMatch(entry ->
              base.egress().allowlist().contains(entry)
                  || over.egress().allowlist().contains(entry));
      int upper = over.egress().allowlist().size();
      assertThat(both.egress().allowlist().subList(0, upper)).isEqualTo(over.egress().allowlist());
      assertThat(both.env()).containsAll(over.env());
      assertThat(both.env().stream().map(EnvEntry::name)).doesNotHaveDuplicates();
    }
  }

  @Test
  void whatCanBeOneThingOnlyIsTheUpperBottles() {
    for (int seed = 0; seed < CASES; seed++) {
      RandomBottles random = new RandomBottles(seed);
      BottleSpec base = random.bottle("a");
      BottleSpec over = random.bottle("b");
      BottleSpec both = BottleMerge.merge(base, over);
      assertThat(both.workspace()).isEqualTo(over.workspace().or(base::workspace));
      assertThat(both.runtime()).isEqualTo(over.runtime().or(base::runtime));
      assertThat(both.backend()).isEqualTo(over.backend().or(base::backend));
      assertThat(both.git().name()).isEqualTo(over.git().name().or(base.git()::name));
      assertThat(both.resources().memory())
          .isEqualTo(over.resources().memory().or(base.resources()::memory));
      assertThat(both.projects()).isEqualTo(over.projects());
    }
  }

  @Test
  void theSameRelativePathInTwoFilesMeansTwoFiles() {
    RouteSpec here = withCa("here.jsonc");
    RouteSpec there = withCa("there.jsonc");
    assertThat(SameMeaning.of(here, withCa("here.jsonc"))).isTrue();
    assertThat(SameMeaning.of(here, there)).isFalse();
  }

  private static RouteSpec withCa(String file) {
    RouteSpec route = RouteSpec.host("a.example", new Origin(file, 3, 4));
    return new RouteSpec(
        route.host(),
        route.ports(),
        route.methods(),
        route.paths(),
        route.tls(),
        route.secret(),
        route.scanRequest(),
        true,
        route.instructions(),
        route.findings(),
        false,
        false,
        route.connect(),
        java.util.Optional.of("ca.pem"),
        route.clientCert(),
        route.timeouts(),
        route.limits(),
        route.origin());
  }

  @Test
  void ofLimitsOnAllEgressTheTighterHoldsWhicheverBottleHasIt() throws ManifestException {
    Manifest manifest =
        Fixtures.read(
            """
            { "bottles": {
                "base": { "egress": { "limits": { "bytesOut": "1m", "connections": 9 } } },
                "default": { "extends": "base",
                             "egress": { "limits": { "bytesOut": "9m", "connections": 2 } } }
            } }
            """);
    assertThat(manifest.bottles())
        .hasEntrySatisfying(
            "default",
            bottle ->
                assertThat(bottle.egress().limits().shown())
                    .isEqualTo("2 at a time, 1m bytes out"));
  }

  @Test
  void aRouteOfTheUpperBottleIsTriedBeforeOneOfTheLower() throws ManifestException {
    Manifest manifest =
        Fixtures.read(
            """
            { "bottles": {
              "base": { "egress": { "allowlist": ["a.example", "b.example"] } },
              "top": { "extends": "base", "egress": { "allowlist": [
                { "host": "a.example", "methods": ["GET"] } ] } } } }
            """);
    List<RouteSpec> routes = manifest.bottle("top").orElseThrow().egress().routes();
    assertThat(routes)
        .extracting(RouteSpec::host)
        .containsExactly("a.example", "a.example", "b.example");
    assertThat(routes.getFirst().methods()).containsExactly("GET");
  }
}
