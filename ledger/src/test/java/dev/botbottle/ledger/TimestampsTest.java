package dev.botbottle.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimestampsTest {
  @Test
  void areWrittenAsInstantsWriteThemselves() {
    var timestamps = new Timestamps();
    for (long second : List.of(0L, 0L, -1L, 1_795_375_801L, 1_795_375_802L, 253_402_300_800L)) {
      for (int nanos : List.of(0, 1, 1_000, 120_000, 1_000_000, 90_000_000, 999_999_999)) {
        Instant time = Instant.ofEpochSecond(second, nanos);

        assertThat(timestamps.of(time)).isEqualTo(time.toString());
      }
    }
  }
}
