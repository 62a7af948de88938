package dev.botbottle.gateway.coding;

import dev.botbottle.gateway.http.MalformedMessage;

/** A decoding table of finite state entropy (RFC 8878, section 4.1.1). Immutable. */
final class FseTable {
  /** The logarithm of the number of states. */
  final int accuracy;

  private final byte[] symbols;
  private final byte[] bits;
  private final short[] bases;

  private FseTable(int accuracy) {
    this.accuracy = accuracy;
    int size = 1 << accuracy;
    symbols = new byte[size];
    bits = new byte[size];
    bases = new short[size];
  }

  int symbol(int state) {
    return symbols[state];
  }

  /** The state behind this one. */
  int next(int state, BackwardBits in) {
    return bases[state] + in.read(bits[state]);
  }

  /** A table that always says the same. */
  static FseTable single(int symbol) {
    var table = new FseTable(0);
    table.symbols[0] = (byte) symbol;
    return table;
  }

  /** A table for these probabilities in parts of {@code 2^accuracy}; -1 is less than one. */
  static FseTable of(int accuracy, short[] probabilities) throws MalformedMessage {
    var table = new FseTable(accuracy);
    int size = 1 << accuracy;
    int[] nextState = new int[probabilities.length];
    int high = size;
    for (int s = 0; s < probabilities.length; s++) {
      if (probabilities[s] == -1) {
        table.symbols[--high] = (byte) s;
        nextState[s] = 1;
      } else {
        nextState[s] = probabilities[s];
      }
    }
    int step = (size >> 1) + (size >> 3) + 3;
    int position = 0;
    for (int s = 0; s < probabilities.length; s++) {
      for (int i = 0; i < probabilities[s]; i++) {
        table.symbols[position] = (byte) s;
        do {
          position = (position + step) & (size - 1);
        } while (position >= high);
      }
    }
    if (position != 0) {
      throw Decoding.malformed();
    }
    for (int state = 0; state < size; state++) {
      int next = nextState[table.symbols[state]]++;
      int count = accuracy - (31 - Integer.numberOfLeadingZeros(next));
      table.bits[state] = (byte) count;
      table.bases[state] = (short) ((next << count) - size);
    }
    return table;
  }

  /** A table read from its description, and where that ends. */
  record Described(FseTable table, int end) {}

  /**
   * Reads a description.
   *
   * @param mostAccuracy the highest logarithm permitted
   * @param mostSymbol the highest symbol permitted
   */
  static Described read(byte[] bytes, int from, int to, int mostAccuracy, int mostSymbol)
      throws MalformedMessage {
    var in = new ForwardBits(bytes, from, to);
    int accuracy = in.read(4) + 5;
    if (accuracy > mostAccuracy) {
      throw Decoding.malformed();
    }
    short[] probabilities = new short[mostSymbol + 1];
    int remaining = 1 << accuracy;
    int symbol = 0;
    while (remaining > 0) {
      if (symbol > mostSymbol) {
        throw Decoding.malformed();
      }
      // From 0 to remaining + 1; the smaller values of what fits take a bit less.
      int width = 32 - Integer.numberOfLeadingZeros(remaining + 1);
      int value = in.peek(width);
      int half = (1 << (width - 1)) - 1;
      int short1 = (1 << width) - 1 - (remaining + 1);
      if ((value & half) < short1) {
        value &= half;
        in.skip(width - 1);
      } else {
        if (value > half) {
          value -= short1;
        }
        in.skip(width);
      }
      int probability = value - 1;
      probabilities[symbol++] = (short) probability;
      remaining -= Math.abs(probability);
      if (probability == 0) {
        int zeros;
        do {
          zeros = in.read(2);
          symbol += zeros;
        } while (zeros == 3 && symbol <= mostSymbol);
      }
    }
    if (remaining < 0 || symbol > mostSymbol + 1) {
      throw Decoding.malformed();
    }
    return new Described(of(accuracy, probabilities), in.end());
  }

  /** Bits read from the front, the lowest first. */
  private static final class ForwardBits {
    private final byte[] bytes;
    private final int limit;
    private int at;

    private ForwardBits(byte[] bytes, int from, int to) {
      this.bytes = bytes;
      this.at = 8 * from;
      this.limit = 8 * to;
    }

    int peek(int count) {
      int value = 0;
      for (int i = 0; i < count && at + i < limit; i++) {
        value |= (bytes[(at + i) >> 3] >> ((at + i) & 7) & 1) << i;
      }
      return value;
    }

    int read(int count) throws MalformedMessage {
      int value = peek(count);
      skip(count);
      return value;
    }

    void skip(int count) throws MalformedMessage {
      at += count;
      if (at > limit) {
        throw Decoding.malformed();
      }
    }

    int end() {
      return (at + 7) >> 3;
    }
  }
}
