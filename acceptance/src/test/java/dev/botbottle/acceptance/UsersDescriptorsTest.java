package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.botbottle.backends.bubblewrap.AlteredLaunch;
import dev.botbottle.backends.bubblewrap.AlteredLaunch.Alteration;
import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.NonBlocking;
import dev.botbottle.posix.Terminal;
import dev.botbottle.testkit.lab.LabProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an agent does to the user's output file and terminal: nothing in a bottle; with a protection
 * taken out, in test code only, it cuts the one and types into the other.
 */
class UsersDescriptorsTest {
  private static final Path INJECTION = Path.of("/proc/sys/dev/tty/legacy_tiocsti");
  private static final String BEFORE = "written before the session\n";
  private static final String TYPED = "typed-by-the-agent";
  private static final String AT_A_TERMINAL =
      """
      if python3 -c 'import fcntl
      for c in b"%s\\n": fcntl.ioctl(1, 0x5412, bytes([c]))' 2>/dev/null
      then echo HAS-TYPED; else echo REFUSED; fi
      stty -echo
      echo "at $(stat -L -c %%t:%%T /proc/self/fd/0) ends"
      """
          .formatted(TYPED);

  private static @Nullable Scene scene;
  private static @Nullable Programs programs;

  private static Scene scene() {
    Scene open = scene;
    if (open == null) {
      Runner runner =
          Runner.first() == Runner.ROOT ? Runner.ORDINARY_USER : Runner.USER_IN_A_USER_NAMESPACE;
      runner.assume();
      open = Scene.open(runner);
      scene = open;
    }
    return open;
  }

  private static List<String> launch(Alteration alteration, String command) {
    Scene here = scene();
    Programs copied = programs;
    if (copied == null) {
      copied = Programs.copiedTo(here.lab().directory().resolve("classes"));
      programs = copied;
    }
    return copied.command(
        AlteredLaunch.class, Product.runtime().toString(), alteration.name(), command);
  }

  @AfterAll
  static void close() {
    if (scene != null) {
      scene.close();
    }
  }

  @Test
  void theUsersOutputFileIsCutOnceTheAgentHasItInsteadOfAPipe() throws IOException {
    assertThat(outputFile(Alteration.NOTHING))
        .startsWith(BEFORE)
        .contains("@@ held a descriptor of some process leads to the output file");
    assertThat(outputFile(Alteration.RELAYED_OUTPUT))
        .doesNotContain(BEFORE)
        .contains("@@ escaped a descriptor of some process leads to the output file");
  }

  /** The user's output file after a session in which the agent tried to cut it. */
  private static String outputFile(Alteration alteration) throws IOException {
    Scene here = scene();
    Path file = here.write(here.home().resolve("out.log"), BEFORE);
    here.write(here.project().resolve("values.sh"), Attempts.values(Map.of("TOKEN_SHA256", "")));
    List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >>../out.log", "sh"));
    command.addAll(
        launch(
            alteration,
            "ONLY='a descriptor of some process leads to the output file of the user'\n"
                + Attempts.script("processes")));
    try (LabProcess session = here.start(command, Map.of())) {
      session.in().close();
      LabProcess.Result result = session.await(Duration.ofSeconds(60));
      assertThat(result.exit()).as(result.err()).isZero();
    }
    return Files.readString(file);
  }

  @ParameterizedTest(name = "without {0}: typed {1}, changed {2}")
  @CsvSource({
    "NOTHING, false, false",
    "TERMINAL_INJECTION, false, false",
    "OWN_TERMINAL, false, true",
    "OWN_TERMINAL_AND_INJECTION, true, true",
  })
  void theUsersTerminalIsTypedIntoOnceTheAgentHasItAndTheFilterLetsIt(
      Alteration alteration, boolean typed, boolean changed) throws IOException {
    boolean kernelTypes = !Files.exists(INJECTION) || Files.readString(INJECTION).startsWith("1");
    assumeTrue(!typed || kernelTypes, "this kernel lets nobody type (dev.tty.legacy_tiocsti is 0)");
    boolean shared = alteration.name().startsWith("OWN_TERMINAL");
    Scene here = scene();
    try (UserTerminal terminal = UserTerminal.open();
        Descriptor side =
            Descriptor.open(terminal.path(), Descriptor.READ_WRITE | Descriptor.NO_TERMINAL)) {
      NonBlocking.set(side);
      byte[] before = Terminal.settings(side.number());
      String device = here.shell("stat -c %t:%T " + terminal.path()).out().strip();
      // The launcher reads from a terminal it relays, and would be first to read what is typed.
      String input = shared ? "/dev/null" : terminal.path();
      try (LabProcess session =
          terminal.startUncontrolled(here, input, launch(alteration, AT_A_TERMINAL))) {
        LabProcess.Result result = session.await(Duration.ofSeconds(60));
        assertThat(result.exit()).as(terminal.text()).isZero();
      }
      String shown = terminal.text();
      assertThat(shown)
          .contains(
              alteration == Alteration.NOTHING || alteration == Alteration.OWN_TERMINAL
                  ? "REFUSED"
                  : kernelTypes ? "HAS-TYPED" : "REFUSED")
          .contains(" ends");
      assertThat(shown.contains("at " + device + " ends")).as(shown).isEqualTo(shared);
      assertThat(waiting(side)).isEqualTo(typed ? TYPED + "\n" : "");
      assertThat(Arrays.equals(Terminal.settings(side.number()), before)).isEqualTo(!changed);
    }
  }

  /** What the next program that reads from a terminal would get. */
  private static String waiting(Descriptor side) {
    byte[] buffer = new byte[1000];
    try {
      int count = side.input().read(buffer);
      return new String(buffer, 0, Math.max(0, count), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // nothing: it would have to wait
    }
  }
}
