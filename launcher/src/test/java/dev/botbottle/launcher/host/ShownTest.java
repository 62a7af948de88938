package dev.botbottle.launcher.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownTest {
  @Test
  void ordinaryTextIsShownAsItIs() {
    assertThat(Shown.line("/repos/ümlaut/日本 ok")).isEqualTo("/repos/ümlaut/日本 ok");
  }

  @Test
  void escapeSequencesAndLineEndsAreSpelledOut() {
    assertThat(Shown.line("a\u001b[2Jb\nc\u009bd\u007f"))
        .isEqualTo("a\\u001b[2Jb\\u000ac\\u009bd\\u007f");
  }

  @Test
  void charactersThatTurnTheDirectionAreSpelledOut() {
    assertThat(Shown.line("x\u202eexe.txt\u2066\u2029")).isEqualTo("x\\u202eexe.txt\\u2066\\u2029");
  }
}
