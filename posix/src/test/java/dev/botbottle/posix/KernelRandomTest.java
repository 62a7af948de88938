package dev.botbottle.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KernelRandomTest {
  @Test
  void numbersDoNotRepeat() {
    KernelRandom random = new KernelRandom();
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      seen.add(random.nextLong());
    }
    assertThat(seen).hasSize(1_000);
  }

  @Test
  void everyByteOfAnArrayIsDrawn() {
    byte[] ever = new byte[33];
    for (int i = 0; i < 64; i++) {
      byte[] bytes = new byte[33];
      new KernelRandom().nextBytes(bytes);
      for (int at = 0; at < bytes.length; at++) {
        ever[at] |= bytes[at];
      }
    }
    assertThat(ever).doesNotContain((byte) 0);
  }
}
