package dev.botbottle.gateway.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.botbottle.gateway.http.MalformedMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of a WebSocket that were compressed with the JDK's own compressor. */
class DeflatedMessagesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000, 1 << 20})
  void messagesOfAllKindsAreReadOneBehindTheOther(int piece) throws IOException {
    var random = new Random(piece);
    try (var messages = new DeflatedMessages(true);
        var deflater = new Deflated()) {
      for (int i = 0; i < 30; i++) {
        byte[] plain = new byte[random.nextInt(40_000)];
        if (i % 3 != 0) {
          random.nextBytes(plain);
        }
        if (i % 3 == 2) {
          Arrays.fill(plain, plain.length / 2, plain.length, (byte) 'x');
        }
        byte[] coded = deflater.message(plain);
        var out = new ByteArrayOutputStream();
        messages.begin();
        for (int at = 0; at < coded.length; at += piece) {
          messages.write(coded, at, Math.min(piece, coded.length - at), out::write);
        }
        messages.end(out::write);
        assertThat(out.toByteArray()).isEqualTo(plain);
      }
    }
  }

  /** So much of nothing as a message; how much of it was read before the end. */
  private static long read(DeflatedMessages messages, Deflated deflater, int size)
      throws IOException {
    var count = new AtomicLong();
    byte[] coded = deflater.message(new byte[size]);
    messages.begin();
    try {
      messages.write(coded, 0, coded.length, (source, offset, length) -> count.addAndGet(length));
      messages.end((source, offset, length) -> count.addAndGet(length));
    } catch (MalformedMessage e) {
      assertThat(e).hasMessage("a compressed message that decodes to more than 200 times its size");
      assertThat(count).hasValueBetween(64L << 20, 65L << 20);
      throw e;
    }
    return count.get();
  }

  @Test
  void aMessageThatSaysTooMuchIsRefusedAndOneThatSaysMuchIsNot() throws IOException {
    try (var messages = new DeflatedMessages(true);
        var deflater = new Deflated()) {
      // Each message is counted by itself.
      assertThat(read(messages, deflater, 60 << 20)).isEqualTo(60L << 20);
      assertThat(read(messages, deflater, 60 << 20)).isEqualTo(60L << 20);
      assertThatThrownBy(() -> read(messages, deflater, 100 << 20))
          .isInstanceOf(MalformedMessage.class);
    }
  }

  @Test
  void whatItsTakerThrowsComesThrough() {
    try (var messages = new DeflatedMessages(true);
        var deflater = new Deflated()) {
      byte[] coded = deflater.message(new byte[10]);
      messages.begin();
      assertThatThrownBy(() ->
              messages.write(
                  coded,
                  0,
                  coded.length,
                  (source, offset, length) -> {
                    throw new IOException("enough");
                  }))
          .isExactlyInstanceOf(IOException.class)
          .hasMessage("enough");
    }
  }

  @Test
  void nothingIsTakenBeforeTheFirstOfThem() {
    var messages = new DeflatedMessages(true);
    messages.close();
    assertThat(messages).hasAllNullFieldsOrPropertiesExcept("linked");
  }
}
