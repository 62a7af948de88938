package dev.botbottle.launcher.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessIdentityTest {
  @Test
  void thisProcessIsAliveAndHere() {
    ProcessIdentity me = ProcessIdentity.current();
    assertThat(me.isAlive()).isTrue();
    assertThat(me.isElsewhere()).isFalse();
    assertThat(me.pid()).isEqualTo((int) ProcessHandle.current().pid());
  }

  @Test
  void theTextIsReadBack() {
    ProcessIdentity me = ProcessIdentity.current();
    assertThat(ProcessIdentity.parse(me.text())).contains(me);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a,b,c", "a,b,c,d", "a,b,1,", "a,b,1,2,3", "a,b,99999999999,1"})
  void aTextThatIsNoneIsNone(String text) {
    assertThat(ProcessIdentity.parse(text)).isEmpty();
  }

  @Test
  void aZombieIsNotAlive() throws Exception {
    // The child ends once its parent has become sleep, which waits for nobody: the shell would.
    // By a descriptor of its own, for dash gives what runs in the background /dev/null first.
    String script = "exec 3<&0; (read end <&3) & echo $!; exec sleep 60";
    Process parent = new ProcessBuilder("/bin/sh", "-c", script).start();
    try {
      int zombie = Integer.parseInt(parent.inputReader().readLine());
      Path name = Path.of("/proc/" + parent.pid() + "/comm");
      while (!Files.readString(name).startsWith("sleep")) {
        Thread.onSpinWait();
      }
      parent.outputWriter().append('\n').flush();
      while (ProcessIdentity.of(zombie).isPresent()) {
        Thread.onSpinWait();
      }
      assertThat(Path.of("/proc/" + zombie)).exists();
    } finally {
      parent.destroyForcibly();
    }
  }
}
