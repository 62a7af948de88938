package dev.botbottle.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {
  @Test
  void digitsAreTheirNumber() {
    assertThat(Digits.of("0", 5)).isZero();
    assertThat(Digits.of("00443", 5)).isEqualTo(443);
    assertThat(Digits.of("999999999999999999", 18)).isEqualTo(999_999_999_999_999_999L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+1", "-1", " 1", "1 ", "1e3", "0x1", "1_0", "\u0661", "123456"})
  void anythingElseIsNone(String text) {
    assertThat(Digits.of(text, 5)).isEqualTo(-1);
  }
}
