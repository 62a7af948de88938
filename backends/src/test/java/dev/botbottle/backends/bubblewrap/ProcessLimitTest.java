package dev.botbottle.backends.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessLimitTest {
  @Test
  void theLimitStandsBeforeTheAgentsProgramAndIsItsCeilingToo() {
    assertThat(ProcessLimit.around(List.of("make", "-j"), Optional.of(64L), OptionalLong.empty()))
        .containsExactly("/usr/bin/prlimit", "--nproc=64:64", "--", "make", "-j");
    assertThat(ProcessLimit.around(List.of("make"), Optional.empty(), OptionalLong.of(9)))
        .containsExactly("make");
  }

  @Test
  void aLowerLimitOfTheUsersOwnStaysBecauseNobodyMayLiftIt() {
    String limits =
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max cpu time              unlimited            unlimited            seconds
        Max processes             30                   40                   processes
        """;
    assertThat(ProcessLimit.ceiling(limits)).hasValue(40);
    assertThat(ProcessLimit.ceiling(limits.replace("40   ", "unlimited"))).isEmpty();
    assertThat(ProcessLimit.around(List.of("make"), Optional.of(64L), ProcessLimit.ceiling(limits)))
        .contains("--nproc=40:40");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "5.14.0, true",
    "6.1.0-13-amd64, true",
    "5.13.19, false",
    "4.19, false",
    "5.15-rc1+, true",
    "'', false",
    "unknown, false"
  })
  void onlyNewerKernelsCountABottleByItself(String release, boolean enforced) {
    assertThat(KernelRelease.parse(release).countsProcessesByNamespace()).isEqualTo(enforced);
  }
}
