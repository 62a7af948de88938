package dev.botbottle.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.Shelf;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceivedBytesTest {
  private static final int ROUNDS = 3_000;
  private static final int FRAME = 1_024;

  /** Some that share their buffers: what one of them received, another never yields. */
  private static final class Side {
    private final ReceivedBytes bytes;
    private final byte first;
    private final ByteArrayOutputStream in = new ByteArrayOutputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Side(Shelf shelf, int first) {
      this.bytes = new ReceivedBytes(shelf);
      this.first = (byte) first;
    }

    private void add(Random random) {
      byte[] piece = new byte[random.nextInt(3 * FRAME)];
      for (int i = 0; i < piece.length; i++) {
        piece[i] = (byte) (first + random.nextInt(60));
      }
      bytes.add(piece, 0, piece.length);
      in.writeBytes(piece);
    }

    private void take(int most) {
      byte[] room = new byte[most];
      out.write(room, 0, bytes.take(room, most));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void yieldWhatTheyReceivedAndNothingOfOthers(long seed) {
    var random = new Random(seed);
    // Taken from at once, and for what is longer than the room they begin with.
    var shelf = new Shelf(seed % 2 == 0 ? 2 * FRAME : 4 * FRAME);
    List<Side> sides = List.of(new Side(shelf, 0), new Side(shelf, 64), new Side(shelf, -128));
    for (int round = 0; round < ROUNDS; round++) {
      Side side = sides.get(random.nextInt(sides.size()));
      if (random.nextInt(3) == 0) {
        side.add(random);
      } else {
        side.take(random.nextInt(4 * FRAME));
      }
    }
    for (Side side : sides) {
      side.take(side.bytes.size());
      assertThat(side.bytes.size()).isZero();
      assertThat(side.out.toByteArray()).isEqualTo(side.in.toByteArray());
    }
  }
}
