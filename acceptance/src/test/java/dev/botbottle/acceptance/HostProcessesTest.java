package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.backends.bubblewrap.AlteredLaunch;
import dev.botbottle.gateway.program.GatewayMain;
import dev.botbottle.testkit.lab.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What processes on the user's side of a bottle learn of secrets, and would without protection. */
class HostProcessesTest {
  private static final String MARK = "mark-in-the-environment";

  /** Reads like a debugger's user; until it is refused, or for as long as it is told. */
  private static final String READER =
      """
      import sys, time
      process, mark = "/proc/" + sys.argv[1] + "/", sys.argv[2].encode()
      end = time.monotonic() + float(sys.argv[3])
      def environment():
          return mark in open(process + "environ", "rb").read()
      def memory():
          for line in open(process + "maps"):
              if line.rstrip().endswith("[stack]"):
                  begin, after = (int(x, 16) for x in line.split()[0].split("-"))
                  with open(process + "mem", "rb", 0) as file:
                      file.seek(begin)
                      return mark in file.read(after - begin)
      def said(look):
          try:
              return "read" if look() else "without it"
          except PermissionError:
              return "refused"
      while said(environment) != "refused" and time.monotonic() < end:
          time.sleep(0.01)
      print("environment", said(environment))
      print("memory", said(memory))
      """;

  /** Tells its number and becomes the program, which waits for its sockets on descriptor 3. */
  private static final String STARTER =
      """
      import os, socket, sys
      print(os.getpid(), file=sys.stderr, flush=True)
      ours, theirs = (end.detach() for end in socket.socketpair())
      os.set_inheritable(os.dup2(ours, 9), True)
      os.dup2(theirs, 3)
      os.execvp(sys.argv[1], sys.argv[1:])
      """;

  private Scene scene;
  private Programs programs;

  @BeforeEach
  void open() {
    Runner runner =
        Runner.first() == Runner.ROOT ? Runner.ORDINARY_USER : Runner.USER_IN_A_USER_NAMESPACE;
    runner.assume();
    scene = Scene.open(runner);
    programs = Programs.copiedTo(scene.lab().directory().resolve("classes"));
  }

  @AfterEach
  void close() {
    if (scene != null) {
      scene.close();
    }
  }

  /** It waits for its order all the time: hidden later, a secret would have been there to read. */
  @Test
  void theGatewayIsHiddenFromItsUsersOtherProcessesBeforeItIsGivenAnySecret() throws IOException {
    assertThat(read(GatewayMain.class, "40").lines())
        .containsExactly("environment refused", "memory refused");
    assertThat(read(UnhiddenGateway.class, "4").lines())
        .containsExactly("environment read", "memory read");
  }

  private String read(Class<?> program, String seconds) throws IOException {
    List<String> command = new ArrayList<>(List.of("python3", "-c", STARTER));
    command.addAll(programs.command(program));
    try (LabProcess process = scene.start(command, Map.of("MARK", MARK))) {
      Instant end = Instant.now().plusSeconds(20);
      while (!process.err().contains("\n") && Instant.now().isBefore(end)) {
        LockSupport.parkNanos(5_000_000);
      }
      String pid = process.err().lines().findFirst().orElseThrow();
      try (LabProcess reader =
          scene.start(List.of("python3", "-c", READER, pid, MARK, seconds), Map.of())) {
        LabProcess.Result result = reader.await(Duration.ofMinutes(1));
        assertThat(process.alive()).as(process.err()).isTrue();
        return result.out() + result.err();
      }
    }
  }

  @Test
  void aClientThatIsAskedForItsRegistriesInheritsNoCredential() throws IOException {
    Path client =
        Files.writeString(
            scene.tools().resolve("npm"),
            """
            #!/bin/sh
            env >>"$HOME/inherited"
            echo '"registry": "https://docs.example.com/"'
            """);
    Files.setPosixFilePermissions(client, PosixFilePermissions.fromString("rwxr-xr-x"));
    scene.manifest(
        """
        { "bottles": { "default": { "egress": { "allowlist": [ { "preset": "npm" } ] } } } }
        """);
    Map<String, String> secrets =
        Map.of(
            "CLAUDE_BOTTLE_OAUTH_TOKEN", Secrets.claudeToken(),
            "ANTHROPIC_API_KEY", Secrets.claudeToken(),
            "DEPLOY_TOKEN", Secrets.deployToken());
    List<String> launch =
        programs.command(
            AlteredLaunch.class, Product.runtime().toString(), "NOTHING", "echo started");
    assertThat(inherited(launch, secrets))
        .contains("HOME=")
        .doesNotContain("DEPLOY_TOKEN", "OAUTH_TOKEN", "ANTHROPIC_API_KEY")
        .doesNotContain(secrets.values().toArray(String[]::new));
    // The control: the same client, started by a program that cleans nothing.
    assertThat(inherited(List.of("npm", "config", "list", "--json"), secrets))
        .contains("HOME=")
        .contains(secrets.values().toArray(String[]::new));
  }

  /** What the client inherited from a program with these variables. */
  private String inherited(List<String> command, Map<String, String> environment)
      throws IOException {
    Path record = scene.home().resolve("inherited");
    Files.deleteIfExists(record);
    try (LabProcess process = scene.start(command, environment)) {
      process.in().close();
      LabProcess.Result result = process.await(Duration.ofMinutes(1));
      assertThat(result.exit()).as(result.err()).isZero();
    }
    return Files.readString(record);
  }
}
