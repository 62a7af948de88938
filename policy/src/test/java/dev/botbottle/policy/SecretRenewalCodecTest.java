package dev.botbottle.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.botbottle.scan.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SecretRenewalCodecTest {
  private static final SecretRenewal FIRST = new SecretRenewal("claude", Secret.of("value-one"));
  private static final SecretRenewal SECOND = new SecretRenewal("é", Secret.of("value-two"));

  @Test
  void renewalsComeOneAfterTheOtherAndThenTheEnd() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(SecretRenewalCodec.encode(FIRST));
    both.writeBytes(SecretRenewalCodec.encode(SECOND));
    ByteArrayInputStream in = new ByteArrayInputStream(both.toByteArray());
    assertThat(SecretRenewalCodec.read(in)).contains(FIRST);
    assertThat(SecretRenewalCodec.read(in)).contains(SECOND);
    assertThat(SecretRenewalCodec.read(in)).isEmpty();
  }

  @Test
  void aFrameCutAtAnyByteIsTheEnd() throws IOException {
    byte[] frame = SecretRenewalCodec.encode(FIRST);
    for (int length = 0; length < frame.length; length++) {
      byte[] cut = Arrays.copyOf(frame, length);
      assertThat(SecretRenewalCodec.read(new ByteArrayInputStream(cut)))
          .as("cut at %d", length)
          .isEmpty();
    }
  }

  @Test
  void aWholeFrameThatIsNoRenewalIsRefused() {
    byte[] version = SecretRenewalCodec.encode(FIRST);
    version[4] = 9;
    byte[] shorter = Arrays.copyOf(SecretRenewalCodec.encode(FIRST), 12);
    shorter[3] = 8;
    byte[] longer = Arrays.copyOf(SecretRenewalCodec.encode(FIRST), 40);
    longer[3] = 36;
    for (byte[] frame :
        new byte[][] {
          version, shorter, longer, {0, 0, 0, 0}, {(byte) 0xff, 0, 0, 0}, {1, 0, 0, 0}
        }) {
      assertThatExceptionOfType(FrameException.class)
          .isThrownBy(() -> SecretRenewalCodec.read(new ByteArrayInputStream(frame)));
    }
  }

  @Test
  void withoutANameOrAValueThereIsNoRenewal() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SecretRenewal("", Secret.of("x")));
    assertThatIllegalArgumentException().isThrownBy(() -> new SecretRenewal("a", Secret.of("")));
  }
}
