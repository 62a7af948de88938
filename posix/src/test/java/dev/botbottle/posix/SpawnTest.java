package dev.botbottle.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpawnTest {
  @TempDir private Path directory;

  @Test
  void aChildHasExactlyTheDescriptorsGiven() throws IOException {
    try (var inherited = Files.newInputStream(Files.createFile(directory.resolve("open")));
        Descriptor other = Descriptor.open("/dev/null", Descriptor.READ);
        Descriptor given = Descriptor.open("/dev/zero", Descriptor.READ)) {
      assertThat(inherited.read()).isEqualTo(-1);
      assertThat(other.number()).isPositive();
      // the shell opens the directory itself as one more while it lists it: ls, not the shell
      String listed = output(List.of("/bin/ls", "/proc/self/fd"), Map.of(), Map.of(3, given));
      assertThat(listed.lines()).containsExactly("0", "1", "2", "3", "4");
    }
  }

  @Test
  void aDescriptorOfTheChildIsTheOneGiven() throws IOException {
    try (Descriptor first = Descriptor.memoryFile("first", bytes("first"));
        Descriptor second = Descriptor.memoryFile("second", bytes("second"))) {
      // crossed over, so that a plain dup2 in order would overwrite one of them
      String said =
          output(
              List.of("/bin/sh", "-c", "cat <&4; echo; cat <&3"),
              Map.of(),
              Map.of(3, second, 4, first));
      assertThat(said).isEqualTo("first\nsecond");
    }
  }

  @Test
  void aGapAmongTheDescriptorsIsRefused() {
    try (Descriptor given = Descriptor.open("/dev/null", Descriptor.READ)) {
      Spawn spawn = Spawn.of(List.of("/bin/true"), Map.of(), Map.of(5, given));
      assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(spawn::start);
    }
  }

  @Test
  void withoutDescriptorsTheChildReadsAndWritesNothing() {
    Child child =
        Spawn.of(List.of("/bin/sh", "-c", "test -z \"$(cat)\" && echo x"), Map.of(), Map.of())
            .start();
    assertThat(child.await()).isZero();
  }

  @Test
  void theEnvironmentIsExactlyTheOneGiven() throws IOException {
    assertThat(output(List.of("/usr/bin/env"), Map.of("A", "one two", "B", ""), Map.of()).lines())
        .containsExactlyInAnyOrder("A=one two", "B=");
  }

  @Test
  void theWorkingDirectoryIsTheRoot() throws IOException {
    assertThat(output(List.of("/bin/pwd"), Map.of(), Map.of())).isEqualTo("/\n");
  }

  @Test
  void theChildHasASessionOfItsOwnAndDefaultSignals() throws IOException {
    String stat = output(List.of("/bin/cat", "/proc/self/stat"), Map.of(), Map.of());
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    assertThat(fields[3]).as("session").isEqualTo(stat.substring(0, stat.indexOf(' ')));
    String status = output(List.of("/bin/cat", "/proc/self/status"), Map.of(), Map.of());
    assertThat(status).contains("SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000");
  }

  @ParameterizedTest(name = "{0} gives {1}")
  @CsvSource({
    "exit 0, 0",
    "exit 7, 7",
    "exit 255, 255",
    "kill -TERM $$, 143",
    "kill -KILL $$, 137"
  })
  void theExitCodeIsTheProgramsOwnOr128AndTheSignal(String script, int code) {
    Child child = Spawn.of(List.of("/bin/sh", "-c", script), Map.of(), Map.of()).start();
    assertThat(child.await()).isEqualTo(code);
  }

  @Test
  void aProgramThatIsNotThereIsAnError() {
    Spawn spawn = Spawn.of(List.of("/nonexistent/program"), Map.of(), Map.of());
    assertThatExceptionOfType(SystemCallException.class)
        .isThrownBy(spawn::start)
        .satisfies(e -> assertThat(e.errno()).isEqualTo(SystemCallException.ENOENT))
        .withMessageContaining("/nonexistent/program");
  }

  @Test
  void everyThreadThatWaitsLearnsTheEnd() throws Exception {
    Descriptor[] pipe = Descriptor.pipe();
    Child child =
        Spawn.of(List.of("/bin/sh", "-c", "read x; exit 9"), Map.of(), Map.of(0, pipe[0])).start();
    pipe[0].close();
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<Integer>> waiting = new ArrayList<>();
      Callable<Integer> wait = child::await;
      for (int i = 0; i < 4; i++) {
        waiting.add(threads.submit(wait));
      }
      pipe[1].close();
      for (Future<Integer> one : waiting) {
        assertThat(one.get()).isEqualTo(9);
      }
    }
    assertThat(child.await()).isEqualTo(9);
  }

  @Test
  void aSignalEndsAChildAndAfterwardsDoesNothing() {
    Child child = Spawn.of(List.of("/bin/sleep", "60"), Map.of(), Map.of()).start();
    child.signal(15);
    assertThat(child.await()).isEqualTo(143);
    child.signal(9);
    assertThat(child.await()).isEqualTo(143);
  }

  @Test
  void aChildWithATerminalControlsIt() throws IOException {
    try (PseudoTerminal terminal = PseudoTerminal.open()) {
      Child child =
          new Spawn(
                  List.of("/bin/sh", "-c", "test -t 0 && test -t 2 && echo on >/dev/tty"),
                  Map.of(),
                  new java.util.TreeMap<>(),
                  java.util.Optional.of(terminal.path()),
                  true)
              .start();
      assertThat(child.await()).isZero();
      byte[] said = terminal.control().input().readNBytes(3);
      assertThat(new String(said, StandardCharsets.UTF_8)).startsWith("on");
    }
  }

  @Test
  void aTerminalThatIsNotToControlAChildIsLeftToASessionBelow() {
    try (PseudoTerminal terminal = PseudoTerminal.open()) {
      Child child =
          new Spawn(
                  List.of(
                      "/bin/sh",
                      "-c",
                      "test -t 0 && ! (: >/dev/tty) && setsid -c -w sh -c ': >/dev/tty'"),
                  Map.of("PATH", "/usr/bin:/bin"),
                  new java.util.TreeMap<>(),
                  java.util.Optional.of(terminal.path()),
                  false)
              .start();
      assertThat(child.await()).isZero();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String output(
      List<String> command, Map<String, String> environment, Map<Integer, Descriptor> more)
      throws IOException {
    Descriptor[] pipe = Descriptor.pipe();
    Map<Integer, Descriptor> descriptors = new java.util.TreeMap<>(more);
    descriptors.put(1, pipe[1]);
    Child child = Spawn.of(command, environment, descriptors).start();
    pipe[1].close();
    try (Descriptor read = pipe[0]) {
      String text = new String(read.input().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.await()).isZero();
      return text;
    }
  }
}
