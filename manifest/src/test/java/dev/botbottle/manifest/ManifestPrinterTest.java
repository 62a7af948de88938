package dev.botbottle.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.policy.Origin;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ManifestPrinterTest {
  private static Manifest unplaced(Manifest manifest) {
    Map<String, BottleSpec> bottles = new LinkedHashMap<>();
    manifest.bottles().forEach((name, bottle) -> bottles.put(name, SameMeaning.unplaced(bottle)));
    Map<String, AgentSpec> agents = new LinkedHashMap<>();
    manifest.agents().forEach((name, agent) -> agents.put(name, SameMeaning.unplaced(agent)));
    return new Manifest(bottles, agents);
  }

  private static void keepsItsMeaning(String file, Manifest manifest) throws ManifestException {
    String text = ManifestPrinter.print(manifest);
    Manifest again = ManifestReader.read(file, text.getBytes(StandardCharsets.UTF_8));
    assertThat(unplaced(again)).as(text).isEqualTo(unplaced(manifest));
    assertThat(ManifestPrinter.print(again)).isEqualTo(text);
  }

  @Test
  void theManifestWithOneOfEverythingKeepsItsMeaning() throws ManifestException {
    keepsItsMeaning("good.jsonc", ManifestReader.read("good.jsonc", Fixtures.bytes("good.jsonc")));
    keepsItsMeaning("bottle.jsonc", Manifest.EMPTY);
  }

  @Test
  void manifestsByChanceKeepTheirMeaning() throws ManifestException {
    for (int seed = 0; seed < 3_000; seed++) {
      RandomBottles random = new RandomBottles(seed);
      Map<String, BottleSpec> bottles = new LinkedHashMap<>();
      for (String name : List.of("a", "b.c", "default")) {
        bottles.put(name, random.bottle(name));
      }
      keepsItsMeaning(
          "bottle.jsonc",
          new Manifest(
              bottles,
              Map.of(
                  "x", agent("x", "line\n\"two\"\\ ${A} é😀\u0007"),
                  "y", served("y"))));
    }
  }

  private static AgentSpec served(String name) {
    Origin origin = Origin.builtIn("x");
    return new AgentSpec(
        name,
        Optional.empty(),
        "claude",
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.of(new Imports(false, true, false, false, List.of("u"))),
        List.of(
            new McpSpec.Local("t", List.of("serve", "--x", ""), List.of("A"), origin),
            new McpSpec.Remote("r", "https://a.example/mcp", true, origin),
            new McpSpec.Remote("s", "http://a.example:81", false, origin)),
        List.of(),
        Optional.empty(),
        origin);
  }

  private static AgentSpec agent(String name, String prompt) {
    return new AgentSpec(
        name,
        Optional.of("does things"),
        "command",
        List.of("make", "a b", ""),
        Optional.of("b.c"),
        Optional.of(new PromptSpec.Text(prompt)),
        Optional.of("sonnet"),
        List.of("review"),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.of("l"),
        Origin.builtIn("x"));
  }
}
