package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.backends.bubblewrap.AlteredLaunch;
import dev.botbottle.backends.bubblewrap.AlteredLaunch.Alteration;
import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Seen;
import dev.botbottle.testkit.lab.Site;
import dev.botbottle.testkit.model.ModelScript;
import dev.botbottle.testkit.model.Turn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The control of single protections: with one taken out, in test code only, the attempt it stops
 * succeeds; with all of them in place the same attempt, made the same way, is held.
 */
class ControlRunTest {
  private static @Nullable Scene scene;
  private static @Nullable Surroundings around;
  private static @Nullable Programs programs;

  private static Scene scene() {
    Scene open = scene;
    if (open == null) {
      // Root's bottles hide the user's files by ids too: one protection less is an ordinary user.
      Runner runner =
          Runner.first() == Runner.ROOT ? Runner.ORDINARY_USER : Runner.USER_IN_A_USER_NAMESPACE;
      runner.assume();
      List<Site> sites = new ArrayList<>();
      sites.add(ModelScript.anthropic(new Turn.Text("never asked")));
      sites.addAll(Surroundings.sites());
      open = Scene.open(runner, sites.toArray(Site[]::new));
      scene = open;
      Surroundings made = Surroundings.of(open);
      made.tell(Secrets.claudeToken());
      around = made;
      open.manifest(manifest(""));
      programs = Programs.copiedTo(open.lab().directory().resolve("classes"));
    }
    return open;
  }

  private static Programs programs() {
    return Objects.requireNonNull(programs, "made with the scene");
  }

  @AfterAll
  static void close() {
    if (around != null) {
      around.close();
    }
    if (scene != null) {
      scene.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PROCESS_NAMESPACE, processes,  a process of the host is seen",
    "TERMINAL_INJECTION, processes, something is typed into a terminal",
    "PRIVATE_HOME,      files,      a file in the real home is read",
    "NETWORK_NAMESPACE, network,    a service on the loopback of the host answers",
    "NETWORK_NAMESPACE, network,    a service on the ipv6 lan address of the host answers",
    "NETWORK_NAMESPACE, network,    an abstract unix socket of the host answers",
    "NETWORK_NAMESPACE, network,    an address answers over tls",
    "NETWORK_NAMESPACE, network,    bytes reach a foreign port 4444",
    "NETWORK_NAMESPACE, network,    a datagram reaches 203.0.113.77:4444",
    "NETWORK_NAMESPACE, network,    name server 203.0.113.53 is asked",
    "ADDRESS_FAMILIES,  network,    a vsock socket is made",
    "SET_ID_BITS,       privileges, a set-uid bit is set",
    "SET_ID_BITS,       privileges, a file is made with a set-uid bit",
    "SET_ID_BITS,       privileges, an archive brings a set-uid program",
    "KERNEL_SURFACE,    privileges, a keyring is used",
    "USER_NAMESPACES,   privileges, a user namespace is made",
    "USER_NAMESPACES,   privileges, a user namespace with a root is made",
    "PROTECTED_NAMES,   workspace,  the repository is moved away",
    "PROTECTED_NAMES,   workspace,  the configuration of git is replaced",
    "PROTECTED_NAMES,   workspace,  a hook is written",
    "MASKED_SOCKET,     network,    a unix socket lying in the workspace answers",
  })
  void anAttemptSucceedsOnceItsProtectionIsTakenOut(
      Alteration alteration, String family, String sentence) {
    assertThat(succeeds(Alteration.NOTHING, family, sentence)).as("with all protections").isFalse();
    assertThat(succeeds(alteration, family, sentence)).as("without " + alteration).isTrue();
  }

  @Test
  void aBottleThatLacksAMountOfItsPlanDoesNotStart() {
    LabProcess.Result result =
        session(Alteration.PLANNED_MOUNT, "workspace", "the repository is moved away");
    assertThat(result.exit()).isNotZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("is not what it was");
  }

  @ParameterizedTest
  @CsvSource({
    "network, a host without a route answers",
    "network, a host without a route answers over plain http",
    "secrets, a planted key leaves in a form",
    "secrets, a planted key leaves in a url",
    "secrets, a planted key leaves in base64",
    "secrets, a planted key leaves in hex",
  })
  void anAttemptSucceedsOnceThePolicyAllowsIt(String family, String sentence) {
    Scene here = scene();
    assertThat(succeeds(Alteration.NOTHING, family, sentence)).as("by the policy").isFalse();
    here.manifest(
        manifest("{ \"host\": \"evil.example.net\", \"ports\": [80, 443] },")
            .replace("deny", "warn"));
    try {
      assertThat(succeeds(Alteration.NOTHING, family, sentence)).as("allowed").isTrue();
    } finally {
      here.manifest(manifest(""));
    }
  }

  /** bubblewrap asks for its parent-death signal only when it runs, and the parent is dead then. */
  @Test
  void aSandboxThatOutlivesItsLauncherUnrecordedIsClearedAwayByTheNextCommand() {
    Scene here = scene();
    Set<Long> before = here.lab().processes().keySet();
    try (LabProcess session = start(Alteration.SLOW_ENTRY, "exec sleep 4242")) {
      awaitProcess(here, before, "/bin/sleep 1.25");
      here.lab()
          .processes()
          .forEach((pid, words) -> {
            if (words.contains(AlteredLaunch.class.getName()) && words.contains("/java ")) {
              ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
          });
      assertThat(session.await(Duration.ofSeconds(5)).exit()).isEqualTo(137);
      awaitProcess(here, before, "/usr/bin/bwrap --args 3"); // it got away
      LabProcess.Result list = here.bottleToItsEnd("list");
      assertThat(list.err()).contains("had crashed; what it left is cleared away");
      SortedMap<Long, String> left = here.lab().processes();
      left.keySet().removeAll(before);
      assertThat(left).isEmpty();
    }
  }

  private static void awaitProcess(Scene here, Set<Long> before, String words) {
    Instant end = Instant.now().plusSeconds(30);
    while (true) {
      SortedMap<Long, String> running = here.lab().processes();
      running.keySet().removeAll(before);
      if (running.values().stream().anyMatch(command -> command.startsWith(words))) {
        return;
      }
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException("no " + words + " among " + running);
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static String manifest(String route) {
    return "{ \"bottles\": { \"default\": { \"egress\": { \"allowlist\": ["
        + route
        + "{ \"host\": \"docs.example.com\", \"ports\": [80, 443], \"methods\": [\"GET\", \"POST\"],"
        + " \"scan\": { \"request\": \"deny\" } } ] } } } }";
  }

  private static boolean succeeds(Alteration alteration, String family, String sentence) {
    Scene here = scene();
    List<Seen> before = here.lab().seen();
    LabProcess.Result result = session(alteration, family, sentence);
    assertThat(result.exit()).as(result.toString()).isZero();
    List<Attempts.Attempt> attempts = Attempts.parse(family, result.out());
    assertThat(attempts).as(result.out()).hasSize(1);
    List<Seen> seen = new ArrayList<>(here.lab().seen());
    before.forEach(seen::remove);
    return attempts.getFirst().verdict().equals("escaped")
        || !Attempts.traces(attempts.getFirst(), seen).isEmpty();
  }

  private static LabProcess.Result session(Alteration alteration, String family, String sentence) {
    try (LabProcess session =
        start(alteration, "ONLY='" + sentence + "'\n" + Attempts.script(family))) {
      session.in().close();
      return session.await(Duration.ofSeconds(60));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LabProcess start(Alteration alteration, String command) {
    return scene()
        .start(
            programs()
                .command(
                    AlteredLaunch.class, Product.runtime().toString(), alteration.name(), command),
            Map.of("CLAUDE_CODE_OAUTH_TOKEN", "not-used-here"));
  }
}
