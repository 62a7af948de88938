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
  void beginsWithItsShapeAndIsRecognised(String shape) {
    String placeholder = Placeholders.make(shape, random(1));
    assertThat(placeholder).startsWith(shape + Placeholders.MARK).matches("[A-Za-z0-9_-]+");
    assertThat(Placeholders.isPlaceholder(placeholder)).isTrue();
    assertThat(Placeholders.contains("Bearer " + placeholder + "\n")).isTrue();
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
  void nothingElseIsOne() {
    String placeholder = Placeholders.make("sk-", random(2));
    assertThat(Placeholders.isPlaceholder(placeholder + "a")).isFalse();
    assertThat(Placeholders.isPlaceholder(placeholder.substring(1 + 2) + "!")).isFalse();
    assertThat(Placeholders.isPlaceholder("a b" + placeholder)).isFalse();
    assertThat(Placeholders.contains(placeholder.substring(0, placeholder.length() - 1))).isFalse();
    assertThat(Placeholders.contains(Placeholders.MARK)).isFalse();
    assertThat(Placeholders.contains(Placeholders.MARK + placeholder)).isTrue();
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
