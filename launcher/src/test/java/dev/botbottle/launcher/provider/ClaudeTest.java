package dev.botbottle.launcher.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.manifest.Imports;
import dev.botbottle.policy.Binding;
import dev.botbottle.policy.Slot;
import dev.botbottle.scan.ScanAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaudeTest {
  @TempDir private Path root;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "CLAUDE_BOTTLE_OAUTH_TOKEN,  CLAUDE_CODE_OAUTH_TOKEN, Authorization",
    "BOTTLE_CLAUDE_OAUTH_TOKEN,  CLAUDE_CODE_OAUTH_TOKEN, Authorization",
    "CLAUDE_CODE_OAUTH_TOKEN,    CLAUDE_CODE_OAUTH_TOKEN, Authorization",
    "ANTHROPIC_API_KEY,          ANTHROPIC_API_KEY,       x-api-key"
  })
  void aVariableIsASecretOfItsKind(String source, String inside, String header) {
    ClaudeSecret secret = ClaudeSecret.find(Hosts.in(root, source, "value")).orElseThrow();
    assertThat(secret.origin()).isEqualTo(new SecretOrigin.Variable(source));
    assertThat(secret.variable()).isEqualTo(inside);
    assertThat(secret.header()).isEqualTo(header);
  }

  @Test
  void aTokenVariableComesBeforeAKeptTokenAKeyAndALogin() throws IOException {
    Host all = Hosts.in(root, "ANTHROPIC_API_KEY", "key", "CLAUDE_BOTTLE_OAUTH_TOKEN", "token");
    Host key = Hosts.in(root, "ANTHROPIC_API_KEY", "key");
    Host bare = Hosts.in(root);
    assertThat(ClaudeSecret.find(bare)).isEmpty();
    Path login = all.home().resolve(".claude/.credentials.json");
    Files.createDirectories(all.home().resolve(".claude"));
    Files.writeString(login, "{}");
    assertThat(origin(bare))
        .isEqualTo(new SecretOrigin.JsonField(login, List.of("claudeAiOauth", "accessToken")));
    assertThat(origin(key)).isEqualTo(new SecretOrigin.Variable("ANTHROPIC_API_KEY"));
    Files.createDirectories(all.configuration());
    Path kept = Files.writeString(all.configuration().resolve("claude-token"), "kept");
    assertThat(origin(key)).isEqualTo(new SecretOrigin.FileContent(kept));
    assertThat(origin(all)).isEqualTo(new SecretOrigin.Variable("CLAUDE_BOTTLE_OAUTH_TOKEN"));
  }

  @Test
  void anInstalledNativeProgramIsShownAloneAtAPlaceOfItsOwn() throws IOException {
    Path program = Files.createDirectories(root.resolve("lib")).resolve("claude-native");
    Files.write(program, new byte[] {0x7f, 'E', 'L', 'F', 2});
    executable(program);
    Host host = Hosts.in(root);
    Files.createSymbolicLink(root.resolve("programs/claude"), program);
    ClaudeProgram found = ClaudeProgram.find(host).orElseThrow();
    assertThat(found.command()).containsExactly("/bottle/agent/claude");
    assertThat(found.mounts())
        .containsExactly(new Mount(program.toRealPath(), Path.of("/bottle/agent/claude"), false));
  }

  @Test
  void anInstalledScriptIsRunByNodeFromItsPackage() throws IOException {
    Path program = Hosts.program(root, "claude", "exit 0").toRealPath();
    ClaudeProgram found = ClaudeProgram.find(Hosts.in(root)).orElseThrow();
    assertThat(found.command()).containsExactly("node", program.toString());
    assertThat(found.mounts())
        .containsExactly(Mount.readOnly(root.toRealPath().resolve("programs")));
  }

  @Test
  void theNewestFetchedVersionIsTaken() throws IOException {
    Host host = Hosts.in(root);
    for (String version : new String[] {"2.1.9", "2.1.10", "2.0.99", ".fetch123"}) {
      Path folder = Files.createDirectories(host.cache().resolve("agents/claude/" + version));
      if (!version.startsWith(".")) {
        Path draft = Files.createTempDirectory(root, "draft").resolve("claude");
        FetchedProgram.keep(Files.write(draft, new byte[] {0x7f, 'E', 'L', 'F'}), folder);
      }
    }
    assertThat(ClaudeProgram.newestCached(host))
        .contains(host.cache().resolve("agents/claude/2.1.10/claude"));
    assertThat(ClaudeFetch.isMissing(host)).isFalse();
  }

  @Test
  void withoutATokenOrAProgramItIsRefusedWithAWayOut() throws IOException {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> new ClaudeProvider().needs(request(Hosts.in(root))))
        .satisfies(e -> {
          assertThat(e.exit()).isEqualTo(ExitCode.NO_SECRET);
          assertThat(e.hint()).contains("bottle login claude", "ANTHROPIC_API_KEY");
        });
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(
            () -> new ClaudeProvider().needs(request(Hosts.in(root, "ANTHROPIC_API_KEY", "k"))))
        .satisfies(e -> assertThat(e.exit()).isEqualTo(ExitCode.NO_AGENT_PROGRAM));
  }

  @Test
  void insideThereIsThePlaceholderAndTheRouteOwnsTheHeader() {
    Hosts.program(root, "claude", "exit 0");
    Needs needs =
        new ClaudeProvider().needs(request(Hosts.in(root, "ANTHROPIC_API_KEY", "real-value")));
    assertThat(needs.environment())
        .contains(PlannedVariable.plain("ANTHROPIC_API_KEY", "sk-ant-api03-placeholder-claude"));
    assertThat(needs.routes())
        .singleElement()
        .satisfies(route -> {
          assertThat(route.host()).isEqualTo("api.anthropic.com");
          assertThat(route.ports()).containsExactly(443);
          assertThat(route.scan().request()).isEqualTo(ScanAction.REDACT);
          assertThat(route.bindings())
              .containsExactly(
                  new Binding(
                      "claude",
                      new Slot.Header("x-api-key"),
                      "{}",
                      "sk-ant-api03-placeholder-claude"));
        });
    assertThat(needs.toString()).doesNotContain("real-value");
    assertThat(needs.command())
        .endsWith("--dangerously-skip-permissions", "--model", "x", "-p", "do it");
  }

  @Test
  void theShellIsTheUsersIfTheSystemHasIt() {
    assertThat(new ShellProvider().needs(request(Hosts.in(root, "SHELL", "/bin/sh"))).command())
        .startsWith("/bin/sh");
    for (String strange : new String[] {"/home/u/sh", "/usr/bin/none", "sh"}) {
      assertThat(new ShellProvider().needs(request(Hosts.in(root, "SHELL", strange))).command())
          .as(strange)
          .startsWith("/bin/sh");
    }
  }

  @Test
  void anExpiredLoginIsTold() throws IOException {
    Hosts.program(root, "claude", "exit 0");
    Host host = Hosts.in(root);
    Path login = Files.createDirectory(host.home().resolve(".claude")).resolve(".credentials.json");
    for (String until : List.of("1700000000000", "33000000000000", "\"soon\"", "null")) {
      Files.writeString(
          login,
          "{\"mcpOAuth\": {\"x\": {\"expiresAt\": 1}}, \"claudeAiOauth\":"
              + " {\"accessToken\": \"t\", \"scopes\": [\"a\"], \"expiresAt\": "
              + until
              + "}}");
      assertThat(new ClaudeProvider().needs(request(host)).notes())
          .as(until)
          .hasSize(until.startsWith("17") ? 1 : 0);
    }
  }

  private static SecretOrigin origin(Host host) {
    return ClaudeSecret.find(host).orElseThrow().origin();
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Provider.Request request(Host host) {
    return new Provider.Request(
        host,
        "claude-00000",
        "/w",
        Optional.of("do it"),
        Optional.empty(),
        Optional.empty(),
        List.of("--model", "x"),
        Imports.USUAL,
        List.of(),
        Provider.Granted.NOTHING,
        (secret, shape) -> shape + "placeholder-" + secret);
  }
}
