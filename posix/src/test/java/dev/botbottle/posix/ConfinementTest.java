package dev.botbottle.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ConfinementTest {
  @Test
  void aConfinedJavaProgramServesAndResolvesButStartsNothing() throws Exception {
    Process process = asOrdinaryUser(JavaCommand.of(ConfinedProgram.class));
    String said = said(process);
    assertThat(said.lines())
        .as(said)
        .containsExactly(
            "accepted true", "localhost true", "threads 40", "unix -97", "start refused");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void memoryAndEnvironmentAreReadByTheSameUserUntilTheyAreHidden() throws Exception {
    assertThat(said(asOrdinaryUser(JavaCommand.of(MemoryReader.class, "open"))).lines())
        .containsExactly("environment read", "memory read");
    assertThat(said(asOrdinaryUser(JavaCommand.of(MemoryReader.class, "hidden"))).lines())
        .containsExactly("environment refused", "memory refused");
  }

  private static Process asOrdinaryUser(List<String> program) throws Exception {
    List<String> command = new ArrayList<>();
    if ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0) {
      // Root reads everything, and what hides the memory takes /proc/self from ordinary users only.
      command.addAll(
          List.of(
              "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"));
    }
    command.addAll(program);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String said(Process process) throws Exception {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
