package dev.botbottle.launcher.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.grant.HomeFile;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.plan.AgentChoice;
import dev.botbottle.launcher.plan.AgentChoices;
import dev.botbottle.launcher.plan.BackendFacts;
import dev.botbottle.launcher.plan.Plan;
import dev.botbottle.launcher.plan.Planner;
import dev.botbottle.launcher.plan.StartOptions;
import dev.botbottle.launcher.provider.Provider;
import dev.botbottle.policy.PolicyEngine;
import dev.botbottle.policy.Route;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The library: every agent and bottle of it makes a plan. */
class LibraryTest {
  @TempDir private Path root;

  static List<String> agents() {
    return List.copyOf(Library.read().agents().keySet());
  }

  static List<String> bottles() {
    return List.copyOf(Library.read().bottles().keySet());
  }

  @BeforeEach
  void clients() throws IOException {
    Hosts.program(root, "claude", "exit 0");
    Hosts.program(root, "npm", "echo '\"registry\": \"https://npm.example/\",'");
    Hosts.program(root, "pip", "echo \"global.index-url='https://pip.example/simple'\"");
    Hosts.program(root, "go", "echo https://go.example; echo off");
    Path maven = root.resolve("maven");
    Files.createDirectories(maven.resolve("bin"));
    Files.createDirectories(maven.resolve("lib"));
    Path program = Hosts.program(root, "mvn", "exit 1");
    Files.move(program, maven.resolve("bin/mvn"));
    Files.createSymbolicLink(program, maven.resolve("bin/mvn"));
    try (OutputStream out = Files.newOutputStream(maven.resolve("lib/maven-model-builder-3.jar"));
        ZipOutputStream jar = new ZipOutputStream(out)) {
      jar.putNextEntry(new ZipEntry("org/apache/maven/model/pom-4.0.0.xml"));
      jar.write("<url>https://maven.example/m</url>".getBytes(StandardCharsets.UTF_8));
    }
    Path cargo = Hosts.in(root).home().resolve(".cargo");
    Files.createDirectories(cargo);
    Files.writeString(cargo.resolve("config.toml"), "registry = \"https://cargo.example/i\"\n");
  }

  private Plan plan(String agent, Optional<String> bottle) {
    Host host = Hosts.in(root, "ANTHROPIC_API_KEY", "test-key");
    Provider.PlaceholderSource placeholders = (secret, shape) -> shape + "stand-in-" + secret;
    StartOptions options =
        new StartOptions(
            Optional.of(agent),
            bottle,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            false,
            false,
            List.of());
    AgentChoice choice = new AgentChoices(host, Manifests.read(host), placeholders).choose(options);
    return new Planner(host, placeholders)
        .plan(
            agent + "-00000",
            choice,
            options,
            new BackendFacts("b", "r", List.of(), BackendFacts.Limits.NONE, List.of()));
  }

  @ParameterizedTest
  @MethodSource("agents")
  void everyAgentOfTheLibraryMakesAPlan(String agent) {
    Plan plan = plan(agent, Optional.empty());
    assertThat(PolicyEngine.of(plan.policy())).isNotNull();
    assertThat(Library.read().agent(agent).orElseThrow().description()).isPresent();
    if (plan.provider().equals("claude")) {
      assertThat(plan.command()).contains("--append-system-prompt");
    }
  }

  @Test
  void aUsersBottleMayBeBuiltOnOneOfTheLibrary() throws IOException {
    Path file = Hosts.in(root).configuration().resolve("bottle.jsonc");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        { "bottles": { "mine": { "extends": ["web", "jvm"],
            "egress": { "allowlist": ["mine.example"] } } } }
        """);
    Plan plan = plan("shell", Optional.of("mine"));
    assertThat(plan.policy().routes())
        .extracting(Route::host)
        .contains("mine.example", "npm.example", "maven.example");
    assertThat(Check.all(Hosts.in(root))).allMatch(Check::isGood);
    Files.writeString(file, "{ \"bottles\": { \"mine\": { \"extends\": \"jvn\" } } }");
    assertThat(Check.manifest(file).text()).contains("jvm");
  }

  @ParameterizedTest
  @MethodSource("bottles")
  void everyBottleOfTheLibraryMakesAPlanWithoutWritingAnywhere(String bottle) {
    Plan plan = plan("shell", Optional.of(bottle));
    assertThat(plan.bottle()).isEqualTo(bottle);
    for (Route route : plan.policy().routes()) {
      assertThat(route.bindings()).isEmpty();
      assertThat(route.clientCredentials()).isFalse();
      assertThat(route.methods()).isNotEmpty().doesNotContain("PUT", "DELETE", "PATCH");
    }
  }

  @Test
  void theOfflineBottleHasNoWayOutButTheProvidersOwn() {
    assertThat(plan("offline", Optional.empty()).policy().routes()).isEmpty();
    assertThat(plan("implementer", Optional.empty()).policy().routes()).hasSize(1);
    assertThat(plan("frontend", Optional.empty()).policy().routes())
        .extracting(Route::host)
        .contains("npm.example");
  }

  @Test
  void anAgentOrBottleOfTheUsersTakesThePlaceOfTheLibrarys() throws IOException {
    Host host = Hosts.in(root);
    Files.createDirectories(host.configuration());
    Files.writeString(
        host.configuration().resolve("bottle.jsonc"),
        "{ \"bottles\": { \"web\": { \"egress\": { \"allowlist\": [\"mine.example\"] } } },"
            + " \"agents\": { \"reviewer\": { \"provider\": \"shell\", \"bottle\": \"web\" } } }");
    assertThat(plan("reviewer", Optional.empty()).provider()).isEqualTo("shell");
    assertThat(plan("frontend", Optional.empty()).policy().routes())
        .extracting(Route::host)
        .contains("mine.example")
        .doesNotContain("npm.example");
  }

  @Test
  void theAgentIsToldAboutItsBottleAndCannotChangeWhatItIsTold() throws IOException {
    Host host = Hosts.in(root);
    Files.createDirectories(host.configuration());
    Files.writeString(
        host.configuration().resolve("bottle.jsonc"),
        """
        { "bottles": { "b": { "egress": {
            "allowlist": [
              { "host": "api.example.com", "methods": ["POST", "GET"], "paths": ["/v1/**"],
                "connect": "10.9.8.7:1", "secret": { "from": "command:pass show key", "basic": true } },
              "docs.example.com" ],
            "deny": [ { "host": "docs.example.com", "paths": ["/private/**"] } ] } } },
          "agents": { "a": { "bottle": "b" } } }
        """);
    List<HomeFile> notes = new ArrayList<>(plan("a", Optional.empty()).homeFiles());
    notes.removeIf(file -> !file.path().equals(".claude/CLAUDE.md"));
    assertThat(notes)
        .singleElement()
        .satisfies(note -> {
          assertThat(note.readOnly()).isTrue();
          assertThat(note.content())
              .contains(
                  "- `api.anthropic.com`\n",
                  "- `api.example.com`: GET, POST at /v1/**\n",
                  "- `docs.example.com`\n",
                  "- never `docs.example.com` at /private/**\n",
                  "status 403",
                  "http://bottle.internal/",
                  "is a stand-in")
              .doesNotContain("10.9.8.7", "pass show", "stand-in-", "test-key");
        });
    // Nothing but the canary, which is in every bottle.
    Plan bare = plan("offline", Optional.empty());
    assertThat(bare.homeFiles())
        .singleElement()
        .satisfies(file -> assertThat(file.content()).contains(bare.canary().value()));
  }

  @Test
  void whatASkillAsksForIsToldAndNotGranted() throws IOException {
    Host host = Hosts.in(root);
    Files.createDirectories(host.configuration());
    Files.writeString(
        host.configuration().resolve("bottle.jsonc"),
        "{ \"bottles\": { \"b\": { \"egress\": { \"allowlist\": [\"*.x.example\"] } } },"
            + " \"agents\": { \"a\": { \"provider\": \"shell\", \"bottle\": \"b\","
            + " \"skills\": [\"s\"] } } }");
    Path skill = Files.createDirectories(host.home().resolve(".claude/skills/s"));
    Files.writeString(
        skill.resolve("SKILL.md"),
        "---\nname: s\nhosts: [a.x.example, evil.example]\nsecrets:\n  - TOKEN\n---\nDo.\n");
    Plan plan = plan("a", Optional.empty());
    assertThat(plan.notes())
        .containsExactly(
            "the skill s asks for evil.example, which the bottle does not grant",
            "the skill s asks for the secret TOKEN, which the bottle has not");
    assertThat(plan.policy().routes()).hasSize(1);
    assertThat(plan.mounts())
        .anySatisfy(mount -> {
          assertThat(mount.source()).isEqualTo(skill);
          assertThat(mount.writable()).isFalse();
        });
  }
}
