package dev.botbottle.backends.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OwnTerminalTest {
  @Test
  void noWordOfTheAgentsIsTakenForAnOption() {
    assertThat(OwnTerminal.around(List.of("--version", "-w")))
        .containsExactly("/usr/bin/setsid", "-c", "--", "--version", "-w");
  }
}
