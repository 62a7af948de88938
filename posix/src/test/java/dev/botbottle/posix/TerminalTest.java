package dev.botbottle.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void aRawTerminalPassesBytesAsTheyAreAndRestoringMakesItCookAgain() throws IOException {
    try (PseudoTerminal terminal = PseudoTerminal.open();
        Descriptor child =
            Descriptor.open(terminal.path(), Descriptor.READ_WRITE | Descriptor.NO_TERMINAL)) {
      byte[] before = Terminal.settings(child.number());
      child.output().writeAll(bytes("a\n"));
      assertThat(read(terminal, 3)).isEqualTo("a\r\n");

      Terminal.raw(child.number());
      assertThat(Terminal.settings(child.number())).isNotEqualTo(before);
      child.output().writeAll(bytes("b\n"));
      assertThat(read(terminal, 2)).isEqualTo("b\n");
      terminal.control().output().writeAll(new byte[] {3}); // Ctrl-C is a byte like any other
      assertThat(child.input().read()).isEqualTo(3);

      Terminal.restore(child.number(), before);
      assertThat(Terminal.settings(child.number())).isEqualTo(before);
      child.output().writeAll(bytes("c\n"));
      assertThat(read(terminal, 3)).isEqualTo("c\r\n");
    }
  }

  @Test
  void aPseudoTerminalIsATerminalAndAPipeIsNot() {
    Descriptor[] pipe = Descriptor.pipe();
    try (PseudoTerminal terminal = PseudoTerminal.open();
        Descriptor read = pipe[0];
        Descriptor write = pipe[1]) {
      assertThat(Terminal.isTerminal(terminal.control().number())).isTrue();
      assertThat(Terminal.isTerminal(read.number())).isFalse();
      assertThat(Terminal.isTerminal(write.number())).isFalse();
    }
  }

  @Test
  void aTerminalWhoseOtherSideIsGoneReadsAsTheEnd() throws IOException {
    try (PseudoTerminal terminal = PseudoTerminal.open()) {
      Descriptor.open(terminal.path(), Descriptor.READ_WRITE | Descriptor.NO_TERMINAL).close();
      assertThat(terminal.control().input().read()).isEqualTo(-1);
    }
  }

  private static String read(PseudoTerminal terminal, int count) throws IOException {
    return new String(terminal.control().input().readNBytes(count), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
