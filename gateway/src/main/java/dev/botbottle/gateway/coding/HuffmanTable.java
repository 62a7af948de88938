package dev.botbottle.gateway.coding;

import dev.botbottle.gateway.http.MalformedMessage;
import java.util.Arrays;

/** A decoding table of Zstandard's literals (RFC 8878, section 4.2). Immutable. */
final class HuffmanTable {
  private static final int MOST_BITS = 11;
  private static final int MOST_WEIGHTS = 255;
  private static final int WEIGHT_ACCURACY = 6;

  private final int width;
  private final byte[] symbols;
  private final byte[] bits;

  private HuffmanTable(int width) {
    this.width = width;
    symbols = new byte[1 << width];
    bits = new byte[1 << width];
  }

  /** A table read from its description, and where that ends. */
  record Described(HuffmanTable table, int end) {}

  static Described read(byte[] bytes, int from, int to) throws MalformedMessage {
    if (from >= to) {
      throw Decoding.malformed();
    }
    int header = bytes[from] & 0xff;
    int first = from + 1;
    byte[] weights = new byte[MOST_WEIGHTS + 1];
    if (header >= 128) {
      int count = header - 127;
      int end = first + (count + 1) / 2;
      if (end > to) {
        throw Decoding.malformed();
      }
      for (int i = 0; i < count; i++) {
        int pair = bytes[first + i / 2];
        weights[i] = (byte) (i % 2 == 0 ? pair >> 4 & 15 : pair & 15);
      }
      return new Described(of(weights, count), end);
    }
    int end = first + header;
    if (end > to) {
      throw Decoding.malformed();
    }
    FseTable.Described described = FseTable.read(bytes, first, end, WEIGHT_ACCURACY, MOST_BITS);
    int count = weights(described.table(), new BackwardBits(bytes, described.end(), end), weights);
    return new Described(of(weights, count), end);
  }

  /** Two states take turns until the bits are used up; then the other one's symbol is the last. */
  private static int weights(FseTable table, BackwardBits in, byte[] weights)
      throws MalformedMessage {
    int[] states = {in.read(table.accuracy), in.read(table.accuracy)};
    int count = 0;
    int turn = 0;
    while (count < MOST_WEIGHTS - 1) {
      weights[count++] = (byte) table.symbol(states[turn]);
      states[turn] = table.next(states[turn], in);
      turn = 1 - turn;
      if (in.exceeded()) {
        weights[count++] = (byte) table.symbol(states[turn]);
        return count;
      }
    }
    throw Decoding.malformed();
  }

  /** The table for these weights and the one more that makes them whole. */
  private static HuffmanTable of(byte[] weights, int count) throws MalformedMessage {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      if (weights[i] > MOST_BITS) {
        throw Decoding.malformed();
      }
      sum += weights[i] == 0 ? 0 : 1 << (weights[i] - 1);
    }
    int width = 32 - Integer.numberOfLeadingZeros(sum);
    if (sum == 0 || width > MOST_BITS) {
      throw Decoding.malformed();
    }
    int left = (1 << width) - sum;
    if (Integer.bitCount(left) != 1) {
      throw Decoding.malformed();
    }
    weights[count] = (byte) (Integer.numberOfTrailingZeros(left) + 1);
    var table = new HuffmanTable(width);
    int at = 0;
    for (int weight = 1; weight <= width; weight++) {
      int span = 1 << (weight - 1);
      for (int symbol = 0; symbol <= count; symbol++) {
        if (weights[symbol] == weight) {
          Arrays.fill(table.symbols, at, at + span, (byte) symbol);
          Arrays.fill(table.bits, at, at + span, (byte) (width + 1 - weight));
          at += span;
        }
      }
    }
    return table;
  }

  /** Decodes a whole stream, which must hold exactly these symbols. */
  void decode(byte[] bytes, int from, int to, byte[] into, int offset, int length)
      throws MalformedMessage {
    var in = new BackwardBits(bytes, from, to);
    for (int i = offset; i < offset + length; i++) {
      int code = in.peek(width);
      into[i] = symbols[code];
      in.skip(bits[code]);
    }
    if (!in.exhausted()) {
      throw Decoding.malformed();
    }
  }
}
