package dev.botbottle.backends.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessLimitTest {
  @Test
  void theLimitStandsBeforeTheAgentsProgramAndIsItsCeilingToo() {
    assertThat(ProcessLimit.around(List.of("make", "-j"), OptionalLong.of(64)))
        .containsExactly("/usr/bin/prlimit", "--nproc=64:64", "--", "make", "-j");
    assertThat(ProcessLimit.around(List.of("make"), OptionalLong.empty())).containsExactly("make");
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
