package dev.botbottle.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.policy.Denial;
import dev.botbottle.policy.Endpoint;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Slot;
import dev.botbottle.policy.TlsMode;
import dev.botbottle.scan.ScanAction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ManifestReaderTest {
  private static Manifest good() throws ManifestException {
    return ManifestReader.read("good.jsonc", Fixtures.bytes("good.jsonc"));
  }

  private static RouteSpec route(String host) throws ManifestException {
    return good().bottle("default").orElseThrow().egress().routes().stream()
        .filter(r -> r.host().equals(host))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anEmptyObjectIsAnEmptyManifest() throws ManifestException {
    assertThat(Fixtures.read("{}")).isEqualTo(Manifest.EMPTY);
  }

  @Test
  void environmentValuesAreLiteralFromTheHostOrAsked() throws ManifestException {
    List<EnvEntry> env = good().bottle("default").orElseThrow().env();
    assertThat(env)
        .extracting(EnvEntry::name, EnvEntry::value, EnvEntry::hosts)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "EDITOR", new EnvValue.Literal("vim"), Optional.empty()),
            org.assertj.core.groups.Tuple.tuple(
                "GITEA_URL", new EnvValue.FromHost("GITEA_URL"), Optional.empty()),
            org.assertj.core.groups.Tuple.tuple(
                "GITEA_TOKEN", new EnvValue.Prompt("Gitea token for this run"), Optional.empty()),
            org.assertj.core.groups.Tuple.tuple(
                "DEPLOY_KEY",
                new EnvValue.FromHost("DEPLOY_KEY"),
                Optional.of(List.of("deploy.example.com", "*.cdn.example.com"))));
    assertThat(env.getFirst().origin()).isEqualTo(new Origin("good.jsonc", 7, 9));
  }

  @Test
  void aStringIsAWholeHostOnBothPorts() throws ManifestException {
    RouteSpec route = route("docs.example.com");
    assertThat(route)
        .isEqualTo(RouteSpec.host("docs.example.com", new Origin("good.jsonc", 17, 11)));
    assertThat(route.ports()).containsExactlyInAnyOrder(443, 80);
    assertThat(route("*.wild.example.com").ports()).containsExactlyInAnyOrder(443, 80);
  }

  @Test
  void aNameInAnotherScriptBecomesAscii() throws ManifestException {
    assertThat(route("xn--bcher-kva.example").methods()).isEmpty();
  }

  @Test
  void aRouteKeepsItsRulesAndItsSecretByReference() throws ManifestException {
    RouteSpec route = route("api.github.com");
    assertThat(route.methods()).containsExactly("GET");
    assertThat(route.paths()).containsExactly("/repos/acme/**");
    assertThat(route.ports()).containsExactly(443);
    assertThat(route.secret().orElseThrow())
        .isEqualTo(
            new SecretSpec(
                "GITHUB_TOKEN",
                new SecretSource.Env("GITHUB_TOKEN"),
                new Slot.Header("Authorization"),
                "Bearer {}",
                new Origin("good.jsonc", 22, 23)));
    SecretSpec basic = route("git.example.com").secret().orElseThrow();
    assertThat(basic.slot()).isEqualTo(new Slot.BasicPassword());
    assertThat(basic.source()).isEqualTo(new SecretSource.File("~/.token"));
    assertThat(basic.name()).isEqualTo("file:~/.token");
    SecretSpec query = route("maps.example.com").secret().orElseThrow();
    assertThat(query.slot()).isEqualTo(new Slot.QueryKey("key"));
    assertThat(query.source())
        .isEqualTo(new SecretSource.Command(List.of("pass", "show", "maps/key")));
    assertThat(query.name()).isEqualTo("maps");
    assertThat(query.format()).isEqualTo("{}");
  }

  @Test
  void aRouteKeepsItsSettings() throws ManifestException {
    assertThat(route("*.cdn.example.com").scanRequest()).contains(ScanAction.REDACT);
    assertThat(route("*.cdn.example.com").scanResponse()).isFalse();
    assertThat(route("git.corp").connect()).contains(new Endpoint("10.0.0.5", 8443));
    assertThat(route("git.corp").ca()).contains("~/corp-ca.pem");
    assertThat(route("git.corp").ports()).containsExactly(8443);
    assertThat(route("pinned.example.com").tls()).isEqualTo(TlsMode.PASSTHROUGH);
    assertThat(route("pinned.example.com").ports()).containsExactly(443);
    assertThat(route("deploy.example.com").clientCredentials()).isTrue();
    assertThat(route("deploy.example.com").webSocket()).isTrue();
  }

  @Test
  void presetsAndDenialsKeepTheirPlace() throws ManifestException {
    EgressSpec egress = good().bottle("default").orElseThrow().egress();
    assertThat(egress.presets())
        .containsExactly(
            new PresetSpec("npm", false, Optional.empty(), new Origin("good.jsonc", 20, 11)));
    assertThat(egress.deny())
        .containsExactly(
            new Denial("bad.example.com", Set.of(), List.of(), new Origin("good.jsonc", 33, 11)),
            new Denial(
                "api.github.com",
                Set.of("DELETE"),
                List.of("/repos/acme/secret/**"),
                new Origin("good.jsonc", 34, 11)));
  }

  @Test
  void theRestOfABottleIsKept() throws ManifestException {
    BottleSpec bottle = good().bottle("default").orElseThrow();
    assertThat(bottle.workspace()).contains("~/work");
    assertThat(bottle.backend()).contains("docker");
    assertThat(bottle.runtime()).contains("runsc");
    assertThat(bottle.require()).containsExactly("own-kernel");
    assertThat(bottle.ssh()).singleElement().satisfies(s -> assertThat(s.port()).isEqualTo(2222));
    assertThat(good().bottle("empty").orElseThrow().egress()).isEqualTo(EgressSpec.NONE);
  }

  @Test
  void agentsNameTheirProviderBottleAndMore() throws ManifestException {
    AgentSpec agent = good().agent("implementer").orElseThrow();
    assertThat(agent.provider()).isEqualTo("claude");
    assertThat(agent.bottle()).contains("default");
    assertThat(agent.skills()).containsExactly("review", "tdd");
    assertThat(agent.prompt()).contains(new PromptSpec.Text("You implement."));
    assertThat(agent.label()).contains("the one that writes");
    assertThat(agent.env()).singleElement().satisfies(e -> assertThat(e.name()).isEqualTo("MODE"));
    assertThat(good().agent("builder").orElseThrow().command()).containsExactly("make", "all");
    assertThat(good().agent("bare").orElseThrow().bottle()).isEmpty();
  }

  @Test
  void aBottleHasWhatItExtendsAndWhatItSaysItself() throws ManifestException {
    BottleSpec bottle = good().bottle("service").orElseThrow();
    BottleSpec parent = good().bottle("default").orElseThrow();
    assertThat(bottle.env()).containsAll(parent.env()).hasSize(parent.env().size() + 2);
    assertThat(bottle.env())
        .extracting(EnvEntry::value)
        .endsWith(
            new EnvValue.Placeholder("github"),
            new EnvValue.FromSource(new SecretSource.File("~/notes")));
    assertThat(bottle.egress().allowlist()).containsAll(parent.egress().allowlist());
    assertThat(bottle.egress().deny()).isEqualTo(parent.egress().deny());
    assertThat(bottle.runtime()).contains("runsc");
    assertThat(bottle.git())
        .isEqualTo(new GitSpec(Optional.of("Bot"), Optional.of("bot@example.com")));
    assertThat(bottle.resources().shown())
        .isEqualTo("memory 4g, processors 1.5, processes 512, disk 10g");
    assertThat(bottle.require()).containsExactly("resources", "egress.unscanned", "own-kernel");
    assertThat(bottle.projects()).containsExactlyInAnyOrder(ProjectUse.USE, ProjectUse.EXTEND);
    assertThat(bottle.secretNames()).startsWith("github", "openai").contains("maps");
    assertThat(parent.projects()).isEmpty();
  }

  @Test
  void anAgentMayTakeItsPromptFromAFileAndNameAModel() throws ManifestException {
    AgentSpec agent = good().agent("writer").orElseThrow();
    assertThat(agent.prompt()).contains(new PromptSpec.File("prompts/writer.md"));
    assertThat(agent.model()).contains("sonnet");
    assertThat(agent.description()).contains("Writes.");
  }

  @Test
  void thePredecessorsManifestIsRead() throws ManifestException {
    Manifest manifest =
        Fixtures.read(
            """
            {
              "bottles": { "default": {
                "env": { "EDITOR": "vim", "URL": "${URL}", "TOKEN": "?Token for this run" },
                "ssh": [ { "Host": "git.example.com", "IdentityFile": "~/.ssh/id", "HostName": "git.example.com",
                           "User": "git", "Port": 22, "KnownHostKey": "ssh-ed25519 AAAA" } ],
                "egress": { "allowlist": ["github.com"] },
                "runtime": "runsc"
              } },
              "agents": { "implementer": { "bottle": "default", "skills": ["review"], "env": { }, "prompt": "You" } }
            }
            """);
    assertThat(manifest.bottle("default").orElseThrow().egress().routes()).hasSize(1);
    assertThat(manifest.agent("implementer").orElseThrow().skills()).containsExactly("review");
  }

  @Test
  void whateverTheBytesNothingButAManifestExceptionIsThrown() {
    List<byte[]> seeds = List.of(Fixtures.bytes("good.jsonc"), Fixtures.bytes("wrong.jsonc"));
    String alphabet = "{}[]\",:\\/*\n\t 019.eE-+$truefalsn?*@\u0000\u007f";
    int refused = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = seeds.get(seed % 2).clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
          case 0 -> bytes[at] = (byte) random.nextInt(256);
          case 1 -> bytes[at] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
          case 2 -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, at));
          default -> {
            int from = random.nextInt(bytes.length);
            int n = Math.min(random.nextInt(40), bytes.length - Math.max(at, from));
            System.arraycopy(bytes, from, bytes, at, n);
          }
        }
      }
      try {
        Scope scope = seed % 3 == 0 ? Scope.project(Map.of()) : Scope.USER;
        ManifestReader.read("bottle.jsonc", bytes, scope);
      } catch (ManifestException e) {
        refused++;
        assertThat(e.problems()).isNotEmpty();
        assertThat(e.render()).contains("expected");
      }
    }
    assertThat(refused).isGreaterThan(15_000);
  }
}
