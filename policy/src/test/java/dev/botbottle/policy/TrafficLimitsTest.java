package dev.botbottle.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TrafficLimitsTest {
  private static TrafficLimits limits(long requests, long connections, long out, long in) {
    return new TrafficLimits(number(requests), number(connections), number(out), number(in));
  }

  private static OptionalLong number(long value) {
    return value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  @Test
  void ofTwoTheTighterHolds() {
    assertThat(limits(60, 0, 100, 5).and(limits(30, 4, 0, 9))).isEqualTo(limits(30, 4, 100, 5));
    assertThat(TrafficLimits.NONE.and(limits(1, 2, 3, 4))).isEqualTo(limits(1, 2, 3, 4));
    assertThat(limits(1, 2, 3, 4).and(TrafficLimits.NONE)).isEqualTo(limits(1, 2, 3, 4));
  }

  @Test
  void aPersonReadsOnlyWhatIsLimited() {
    assertThat(TrafficLimits.NONE.shown()).isEmpty();
    assertThat(limits(60, 4, 10 << 20, 1000).shown())
        .isEqualTo("60 requests a minute, 4 at a time, 10m bytes out, 1000 bytes in");
  }

  @Test
  void aLimitThatLetsNothingThroughOrIsBeyondReasonIsNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> limits(-1, 0, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits(TrafficLimits.MOST_REQUESTS + 1, 0, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> limits(0, -1, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> limits(0, 0, -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> limits(0, 0, 0, -1));
  }
}
