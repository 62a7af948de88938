package dev.botbottle.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds schema and decoder to the same verdicts and the same keys. */
final class SchemaTest {
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(ManifestSchema.text(), InputFormat.JSON);
  private static final JsonMapper JSONC =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();
  private static final Map<String, String> AROUND = new LinkedHashMap<>();

  static {
    AROUND.put("BOTTLE", "{\"bottles\": {\"default\": %s}}");
    AROUND.put("AGENT", "{\"agents\": {\"a\": %s}}");
    AROUND.put("ENV", "{\"bottles\": {\"default\": {\"env\": {\"A\": %s}}}}");
    AROUND.put("ENTRY", "{\"bottles\": {\"default\": {\"egress\": {\"allowlist\": [%s]}}}}");
    AROUND.put(
        "SECRET",
        "{\"bottles\": {\"default\": {\"egress\": {\"allowlist\": [{\"host\": \"a.example\","
            + " \"secret\": %s}]}}}}");
  }

  private record Case(String verdict, String manifest) {}

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String line : Fixtures.text("verdicts.txt").lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split(" ", 3);
      String rest = line.substring(words[0].length() + 1);
      if (words[1].equals("ROUTE")) {
        String members = words[2].substring(1);
        rest =
            AROUND
                .getOrDefault("ENTRY", "")
                .replace(
                    "%s", "{\"host\": \"a.example\"" + (members.equals("}") ? "" : ", ") + members);
      } else if (AROUND.containsKey(words[1])) {
        rest = AROUND.getOrDefault(words[1], "").replace("%s", words[2]);
      }
      cases.add(new Case(words[0], rest));
    }
    return cases;
  }

  private static boolean schemaTakes(String manifest) {
    JsonNode tree = JSONC.readTree(manifest);
    return SCHEMA.validate(tree).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> decoderAndSchemaGiveTheVerdictExpectedOfEach() {
    return cases().stream()
        .map(one ->
            DynamicTest.dynamicTest(
                one.verdict() + " " + one.manifest(),
                () -> {
                  assertThat(Fixtures.problems(one.manifest()).isEmpty())
                      .as("decoder: %s", Fixtures.problems(one.manifest()))
                      .isEqualTo(one.verdict().equals("ok"));
                  assertThat(schemaTakes(one.manifest()))
                      .as("schema")
                      .isEqualTo(!one.verdict().equals("no"));
                }));
  }

  @Test
  void theManifestWithOneOfEverythingSuitsTheSchemaAndTheWrongOneDoesNot() {
    assertThat(SCHEMA.validate(JSONC.readTree(Fixtures.text("good.jsonc")))).isEmpty();
    assertThat(schemaTakes(Fixtures.text("wrong.jsonc"))).isFalse();
  }

  /** The other way round does not hold: names that must exist are beyond a schema. */
  @Test
  void whateverTheDecoderTakesOfTextsByChanceTheSchemaTakesToo() {
    String good = Fixtures.text("good.jsonc");
    String words = "{}[]\",:019.eE-+$truefalsn?*@";
    int taken = 0;
    for (int seed = 0; seed < 6_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder(good);
      for (int i = random.nextInt(3); i >= 0; i--) {
        int at = random.nextInt(text.length() - 12);
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, words.charAt(random.nextInt(words.length())));
          case 1 -> text.deleteCharAt(at);
          default -> text.insert(at, text.substring(at, at + 1 + random.nextInt(10)));
        }
      }
      if (Fixtures.problems(text.toString()).isEmpty()) {
        taken++;
        assertThat(schemaTakes(text.toString())).as(text.toString()).isTrue();
      }
    }
    assertThat(taken).isGreaterThan(300);
  }

  @Test
  void whatIsPrintedSuitsTheSchema() {
    for (int seed = 0; seed < 500; seed++) {
      Map<String, BottleSpec> bottles = Map.of("a", new RandomBottles(seed).bottle("a"));
      String text = ManifestPrinter.print(new Manifest(bottles, Map.of()));
      assertThat(SCHEMA.validate(JSONC.readTree(text))).as(text).isEmpty();
    }
  }

  @Test
  void theSchemaExplainsExactlyTheKeysTheDecoderKnows() {
    JsonNode schema = JSONC.readTree(ManifestSchema.text());
    Map<String, List<String>> keys = new LinkedHashMap<>();
    keys.put("bottle", BottleDecoder.KEYS);
    keys.put("ssh", BottleDecoder.SSH_KEYS);
    keys.put("git", BottleDecoder.GIT_KEYS);
    keys.put("resources", BottleDecoder.RESOURCE_KEYS);
    keys.put("variable", EnvDecoder.KEYS);
    keys.put("egress", EgressDecoder.KEYS);
    keys.put("route", EgressDecoder.ROUTE_KEYS);
    keys.put("preset", EgressDecoder.PRESET_KEYS);
    keys.put("clientCert", EgressDecoder.CERT_KEYS);
    keys.put("timeouts", TimeoutsDecoder.KEYS);
    keys.put("limits", LimitsDecoder.KEYS);
    keys.put("denial", EgressDecoder.DENIAL_KEYS);
    keys.put("scan", EgressDecoder.SCAN_KEYS);
    keys.put("allowedFinding", FindingsDecoder.ALLOW_KEYS);
    keys.put("secret", SecretDecoder.KEYS);
    keys.put("presetSecret", SecretDecoder.PRESET_KEYS);
    keys.put("agent", AgentDecoder.KEYS);
    keys.put("server", McpDecoder.KEYS);
    keys.put("promptFile", AgentDecoder.PROMPT_KEYS);
    keys.forEach((definition, known) -> {
      JsonNode properties = schema.at("/$defs/" + definition + "/properties");
      assertThat(new TreeSet<>(properties.propertyNames()))
          .as(definition)
          .isEqualTo(new TreeSet<>(known));
      properties
          .properties()
          .forEach(property ->
              assertThat(property.getValue().has("description") || property.getValue().has("$ref"))
                  .as("%s of %s is explained", property.getKey(), definition)
                  .isTrue());
    });
    assertThat(new TreeSet<>(schema.at("/properties").propertyNames()))
        .isEqualTo(new TreeSet<>(ManifestReader.KEYS));
    assertThat(words(schema, "/$defs/bottle/properties/require/items/enum"))
        .isEqualTo(BottleDecoder.CLAUSES);
    assertThat(words(schema, "/$defs/bottle/properties/backend/enum"))
        .isEqualTo(BottleDecoder.BACKENDS);
    assertThat(words(schema, "/$defs/preset/properties/preset/enum"))
        .isEqualTo(EgressDecoder.PRESETS);
  }

  private static List<String> words(JsonNode schema, String place) {
    List<String> words = new ArrayList<>();
    schema.at(place).forEach(word -> words.add(word.asString()));
    return words;
  }
}
