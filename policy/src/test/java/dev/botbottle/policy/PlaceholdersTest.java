package dev.botbottle.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholdersTest {
  @ParameterizedTest
  @ValueSource(strings = {"sk-ant-oat01-", "sk-ant-api03-", "ghp_", "npm_", ""})
  void beginsWithItsShapeAndHoldsTheMark(String shape) {
    assertThat(Placeholders.make(shape, random(1)))
        .matches(shape + Placeholders.MARK + "[a-z2-7]{26}");
  }

  @Test
  void everyRandomBitCounts() {
    byte[] random = new byte[Placeholders.RANDOM_BYTES];
    String zero = Placeholders.make("", random);
    for (int bit = 0; bit < random.length * 8; bit++) {
      byte[] other = random.clone();
      other[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(Placeholders.make("", other)).as("bit %d", bit).isNotEqualTo(zero);
    }
  }

  @Test
  void refusesTooLittleRandomnessAndOddShapes() {
    assertThatIllegalArgumentException().isThrownBy(() -> Placeholders.make("", new byte[15]));
    assertThatIllegalArgumentException().isThrownBy(() -> Placeholders.make("a b", random(3)));
  }

  private static byte[] random(long seed) {
    byte[] random = new byte[Placeholders.RANDOM_BYTES];
    new Random(seed).nextBytes(random);
    return random;
  }
}
