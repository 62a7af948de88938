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

class ControlCodecTest {
  private static final SecretRenewal FIRST = new SecretRenewal("claude", Secret.of("value-one"));
  private static final SecretRenewal SECOND = new SecretRenewal("é", Secret.of("value-two"));

  @Test
  void messagesComeOneAfterTheOtherAndThenTheEnd() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(ControlCodec.encode(FIRST));
    both.writeBytes(ControlCodec.encode(new EgressSwitch(false)));
    both.writeBytes(ControlCodec.encode(SECOND));
    both.writeBytes(ControlCodec.encode(new EgressSwitch(true)));
    ByteArrayInputStream in = new ByteArrayInputStream(both.toByteArray());
    assertThat(ControlCodec.read(in)).contains(FIRST);
    assertThat(ControlCodec.read(in)).contains(new EgressSwitch(false));
    assertThat(ControlCodec.read(in)).contains(SECOND);
    assertThat(ControlCodec.read(in)).contains(new EgressSwitch(true));
    assertThat(ControlCodec.read(in)).isEmpty();
  }

  @Test
  void aFrameCutAtAnyByteIsTheEnd() throws IOException {
    byte[] frame = ControlCodec.encode(FIRST);
    for (int length = 0; length < frame.length; length++) {
      byte[] cut = Arrays.copyOf(frame, length);
      assertThat(ControlCodec.read(new ByteArrayInputStream(cut)))
          .as("cut at %d", length)
          .isEmpty();
    }
  }

  @Test
  void aWholeFrameThatIsNoMessageIsRefused() {
    byte[] version = ControlCodec.encode(FIRST);
    version[4] = 9;
    byte[] kind = ControlCodec.encode(FIRST);
    kind[5] = 7;
    byte[] neither = ControlCodec.encode(new EgressSwitch(true));
    neither[6] = 2;
    byte[] shorter = Arrays.copyOf(ControlCodec.encode(FIRST), 12);
    shorter[3] = 8;
    byte[] longer = Arrays.copyOf(ControlCodec.encode(FIRST), 40);
    longer[3] = 36;
    for (byte[] frame :
        new byte[][] {
          version,
          kind,
          neither,
          shorter,
          longer,
          {0, 0, 0, 0},
          {(byte) 0xff, 0, 0, 0},
          {1, 0, 0, 0}
        }) {
      assertThatExceptionOfType(FrameException.class)
          .isThrownBy(() -> ControlCodec.read(new ByteArrayInputStream(frame)));
    }
  }

  @Test
  void withoutANameOrAValueThereIsNoRenewal() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SecretRenewal("", Secret.of("x")));
    assertThatIllegalArgumentException().isThrownBy(() -> new SecretRenewal("a", Secret.of("")));
  }
}
