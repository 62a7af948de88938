package dev.botbottle.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who a bottle is built on, and in which order. */
final class LineageTest {
  private static BottleSpec top(String bottles) throws ManifestException {
    return Fixtures.read("{ \"bottles\": {" + bottles + "} }").bottle("top").orElseThrow();
  }

  private static String setting(String name, String parents, String value) {
    return "\""
        + name
        + "\": { \"extends\": ["
        + parents
        + "]"
        + (value.isEmpty() ? "" : ", \"workspace\": \"" + value + "\"")
        + "},";
  }

  @Test
  void aCommonAncestorNeverOverridesWhatWasBuiltOnIt() throws ManifestException {
    String diamond =
        setting("a", "", "of-a") + setting("b", "\"a\"", "of-b") + setting("c", "\"a\"", "");
    assertThat(top(diamond + setting("top", "\"b\", \"c\"", "")).workspace()).contains("of-b");
    assertThat(top(diamond + setting("top", "\"c\", \"b\"", "")).workspace()).contains("of-b");
    assertThat(top(diamond + setting("top", "\"b\", \"a\"", "")).workspace()).contains("of-b");
  }

  @Test
  void theParentNamedLastIsUppermostAndTheBottleItselfAboveAll() throws ManifestException {
    String two = setting("a", "", "of-a") + setting("b", "", "of-b");
    assertThat(top(two + setting("top", "\"a\", \"b\"", "")).workspace()).contains("of-b");
    assertThat(top(two + setting("top", "\"b\", \"a\"", "")).workspace()).contains("of-a");
    assertThat(top(two + setting("top", "\"b\", \"a\"", "own")).workspace()).contains("own");
  }

  @Test
  void parentsMayBeWrittenBelow() throws ManifestException {
    assertThat(
            top(setting("top", "\"a\"", "") + setting("a", "\"b\"", "") + setting("b", "", "x"))
                .workspace())
        .contains("x");
  }

  @Test
  void whatABottleLetsProjectsDoIsNotInherited() throws ManifestException {
    BottleSpec top = top("\"a\": { \"projects\": [\"use\"] }, \"top\": { \"extends\": \"a\" },");
    assertThat(top.projects()).isEmpty();
  }

  /** Ten bottles, each built on some of those with a smaller number, written in any order. */
  @Test
  void whatABottleIsDoesNotDependOnTheOrderBottlesAreWrittenIn() throws ManifestException {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      List<String> bottles = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        List<String> parents = new ArrayList<>();
        for (int parent = 0; parent < i; parent++) {
          if (random.nextInt(3) == 0) {
            parents.add("\"b" + parent + "\"");
          }
        }
        bottles.add(
            "\"b%d\": { \"extends\": %s, \"workspace\": \"w%d\", \"env\": { \"V%d\": \"%d\" } }"
                .formatted(i, parents, i, random.nextInt(4), i));
      }
      Map<String, BottleSpec> once = whole(bottles);
      Collections.shuffle(bottles, random);
      assertThat(whole(bottles)).containsExactlyInAnyOrderEntriesOf(once);
    }
  }

  private static Map<String, BottleSpec> whole(List<String> bottles) throws ManifestException {
    Map<String, BottleSpec> whole = new TreeMap<>();
    Fixtures.read("{ \"bottles\": { " + String.join(", ", bottles) + " } }")
        .bottles()
        .forEach((name, bottle) -> whole.put(name, SameMeaning.unplaced(bottle)));
    return whole;
  }

  @Test
  void aCircleIsToldOnceWithItsWay() {
    String problems =
        Fixtures.problems(
            "{ \"bottles\": { \"a\": { \"extends\": \"b\" }, \"b\": { \"extends\": \"c\" },"
                + " \"c\": { \"extends\": \"a\" }, \"top\": { \"extends\": \"a\" } } }");
    assertThat(problems).contains("in a circle, found a → b → c → a").containsOnlyOnce("circle");
  }

  @Test
  void aTallTowerOfBottlesIsRefusedAndAHigherOneDoesNotOverflow() {
    for (int height : List.of(66, 5_000)) {
      String tower =
          IntStream.range(0, height)
              .mapToObj(i -> "\"b" + i + "\": { \"extends\": \"b" + (i + 1) + "\" },")
              .collect(Collectors.joining());
      assertThat(Fixtures.problems("{ \"bottles\": {" + tower + "\"b" + height + "\": {} } }"))
          .as("%d", height)
          .contains("expected at most 64 bottles on top of each other");
    }
  }

  @Test
  void manyDiamondsOnTopOfEachOtherAreResolvedAtOnce() throws ManifestException {
    StringBuilder bottles = new StringBuilder("\"l0\": {}, \"r0\": {},");
    for (int i = 1; i < 60; i++) {
      String below = "\"l" + (i - 1) + "\", \"r" + (i - 1) + "\"";
      bottles.append(setting("l" + i, below, "")).append(setting("r" + i, below, ""));
    }
    // Walked way by way these would be 2^60.
    assertThat(top(bottles + setting("top", "\"l59\", \"r59\"", "x")).workspace()).contains("x");
  }

  @Test
  void aBottleOfAnotherFileIsExtendedOnlyWhenItIsOpen() throws ManifestException {
    Manifest user =
        Fixtures.read(
            "{ \"bottles\": { \"shut\": {}, \"open\": { \"projects\": [\"extend\"],"
                + " \"workspace\": \"w\" } } }");
    Scope scope = Scope.project(user.bottles());
    assertThat(Fixtures.problems("{\"bottles\":{\"x\":{\"extends\":\"shut\"}}}", scope))
        .contains("one of yours that is open to projects")
        .contains("add \"projects\": [\"extend\"] to shut");
    Manifest project = Fixtures.read("{\"bottles\":{\"x\":{\"extends\":\"open\"}}}", scope);
    assertThat(project.bottle("x").orElseThrow().workspace()).isEqualTo(Optional.of("w"));
  }
}
