package dev.botbottle.scan.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.botbottle.scan.Finding;
import java.util.List;

/**
 * What looks for instructions in answers: finds the same however an answer is cut, or asked about.
 */
class InstructionsFuzz {
  @FuzzTest
  void anAnswer(byte[] text) {
    List<Finding> whole = watch(text, text.length + 1);
    assertThat(watch(text, 1)).isEqualTo(whole);
    assertThat(watch(text, 17)).isEqualTo(whole);
  }

  /** What an end makes whole is known before it, and to ask changes nothing. */
  @FuzzTest
  void anAnswerThatMayEndAnywhere(byte[] text) {
    var asked = new InjectionWatch();
    for (int at = 0; at < text.length; at++) {
      asked.write(text, at, 1);
      boolean expected = asked.wouldNotice();
      if (!expected && at % 16 == text.length % 16) {
        var ended = new InjectionWatch();
        ended.write(text, 0, at + 1);
        int before = ended.findings().size();
        ended.finish();
        assertThat(ended.findings()).hasSize(before);
      }
    }
    asked.finish();
    assertThat(asked.findings()).isEqualTo(watch(text, text.length + 1));
  }

  private static List<Finding> watch(byte[] text, int step) {
    var watch = new InjectionWatch();
    for (int at = 0; at < text.length; at += step) {
      watch.write(text, at, Math.min(step, text.length - at));
    }
    watch.finish();
    return watch.findings();
  }
}
