package dev.botbottle.gateway.coding;

import dev.botbottle.gateway.http.MalformedMessage;

/**
 * The three tables by which a block's sequences are read (RFC 8878, section 3.1.1.3.2.1); each may
 * stay for the next block.
 */
final class ZstdSequences {
  /** One of the three: its codes, what they stand for, and the table in force. */
  private static final class Kind {
    private final int mostAccuracy;
    private final int mostSymbol;
    private final int accuracy;
    private final short[] standard;
    private FseTable table = FseTable.single(0);
    private boolean set;

    private Kind(int mostAccuracy, int mostSymbol, int accuracy, short[] standard) {
      this.mostAccuracy = mostAccuracy;
      this.mostSymbol = mostSymbol;
      this.accuracy = accuracy;
      this.standard = standard;
    }
  }

  // Sections 3.1.1.3.2.2.1 to .3: the distributions that are not sent.
  private static final short[] LITERALS = {
    4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1,
    -1, -1, -1, -1
  };
  private static final short[] MATCHES = {
    1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1
  };
  private static final short[] OFFSETS = {
    1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1
  };

  // Section 3.1.1.3.2.1.1: from these codes on a length has so many more bits.
  private static final int[] LITERAL_BITS = {
    1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
  };
  private static final int[] MATCH_BITS = {
    1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
  };
  private static final int PLAIN_LITERALS = 16;
  private static final int PLAIN_MATCHES = 32;
  private static final int SHORTEST_MATCH = 3;
  private static final int[] LITERAL_BASE = bases(PLAIN_LITERALS, LITERAL_BITS);
  private static final int[] MATCH_BASE = bases(PLAIN_MATCHES + SHORTEST_MATCH, MATCH_BITS);

  private final Kind literals = new Kind(9, 35, 6, LITERALS);
  private final Kind offsets = new Kind(8, 31, 5, OFFSETS);
  private final Kind matches = new Kind(9, 52, 6, MATCHES);

  private int literalState;
  private int offsetState;
  private int matchState;

  /** What was read last. */
  int literalLength;

  int matchLength;
  long offset;

  private static int[] bases(int first, int[] bits) {
    int[] bases = new int[bits.length];
    int base = first;
    for (int i = 0; i < bits.length; i++) {
      bases[i] = base;
      base += 1 << bits[i];
    }
    return bases;
  }

  /** Forgets the tables: a frame begins. */
  void reset() {
    for (Kind kind : new Kind[] {literals, offsets, matches}) {
      kind.set = false;
    }
  }

  /** Reads which tables are in force, and those that are sent; returns where they end. */
  int tables(byte[] bytes, int from, int to) throws MalformedMessage {
    if (from >= to) {
      throw Decoding.malformed();
    }
    int modes = bytes[from] & 0xff;
    if ((modes & 3) != 0) {
      throw Decoding.malformed();
    }
    int at = table(literals, modes >> 6, bytes, from + 1, to);
    at = table(offsets, modes >> 4 & 3, bytes, at, to);
    return table(matches, modes >> 2 & 3, bytes, at, to);
  }

  private static int table(Kind kind, int mode, byte[] bytes, int from, int to)
      throws MalformedMessage {
    switch (mode) {
      case 0 -> kind.table = FseTable.of(kind.accuracy, kind.standard);
      case 1 -> {
        if (from >= to || (bytes[from] & 0xff) > kind.mostSymbol) {
          throw Decoding.malformed();
        }
        kind.table = FseTable.single(bytes[from]);
      }
      case 2 -> {
        FseTable.Described described =
            FseTable.read(bytes, from, to, kind.mostAccuracy, kind.mostSymbol);
        kind.table = described.table();
        kind.set = true;
        return described.end();
      }
      default -> {
        if (!kind.set) {
          throw Decoding.malformed();
        }
      }
    }
    kind.set = true;
    return mode == 1 ? from + 1 : from;
  }

  /** Begins to read sequences. */
  void begin(BackwardBits in) {
    literalState = in.read(literals.table.accuracy);
    offsetState = in.read(offsets.table.accuracy);
    matchState = in.read(matches.table.accuracy);
  }

  /** Reads one sequence. */
  void read(BackwardBits in, boolean last) throws MalformedMessage {
    int offsetCode = offsets.table.symbol(offsetState);
    offset = (1L << offsetCode) + (in.read(offsetCode) & 0xffffffffL);
    int code = matches.table.symbol(matchState);
    matchLength =
        code < PLAIN_MATCHES
            ? code + SHORTEST_MATCH
            : MATCH_BASE[code - PLAIN_MATCHES] + in.read(MATCH_BITS[code - PLAIN_MATCHES]);
    code = literals.table.symbol(literalState);
    literalLength =
        code < PLAIN_LITERALS
            ? code
            : LITERAL_BASE[code - PLAIN_LITERALS] + in.read(LITERAL_BITS[code - PLAIN_LITERALS]);
    if (!last) {
      literalState = literals.table.next(literalState, in);
      matchState = matches.table.next(matchState, in);
      offsetState = offsets.table.next(offsetState, in);
    }
    if (in.exceeded()) {
      throw Decoding.malformed();
    }
  }
}
