package dev.botbottle.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which pieces of the session's values its messages held so far. A value that is sent in parts,
 * each of them too little for a finding, is found when a third of it was. Safe for use by several
 * threads; memory is a bit for each piece of each value.
 */
final class SentPieces {
  private static final int PIECE = 8;
  private static final int FEWEST = 3;

  /** A third of the pieces: of parts of 12 bytes, at any cuts, two fifths are seen. */
  private static final int SHARE = 3;

  /** Guards the bits, which a scanner and the one after it share. */
  private final Object lock;

  private final List<KnownPiece> pieces = new ArrayList<>();
  private final List<BitSet> sent = new ArrayList<>();
  private final List<Integer> wanted = new ArrayList<>();

  /**
   * Counts pieces of these values. Not of stand-ins, which are no secrets, nor of short values, nor
   * of pieces that are words.
   *
   * @param before what counted the first of these values until now, and goes on to
   */
  SentPieces(Iterable<KnownSecret> known, @Nullable SentPieces before) {
    this.lock = before == null ? new Object() : before.lock;
    for (KnownSecret secret : known) {
      if (secret.kind() == KnownSecret.Kind.PLACEHOLDER) {
        continue;
      }
      byte[] value = secret.value().reveal();
      List<KnownPiece> own = new ArrayList<>();
      for (int at = 0; at + PIECE <= Math.min(value.length, Encodings.LONGEST); at += PIECE) {
        if (telling(value, at)) {
          byte[] bytes = Arrays.copyOfRange(value, at, at + PIECE);
          own.add(new KnownPiece(secret.name(), bytes, sent.size(), own.size()));
        }
      }
      Arrays.fill(value, (byte) 0);
      if (own.size() >= FEWEST) {
        pieces.addAll(own);
        int number = sent.size();
        sent.add(
            before != null && number < before.sent.size() ? before.sent.get(number) : new BitSet());
        wanted.add(Math.max(FEWEST, (own.size() + SHARE - 1) / SHARE));
      }
    }
  }

  /** Whether these bytes are not just a word, a number or a separator. */
  private static boolean telling(byte[] value, int at) {
    int kinds = 0;
    int changes = 0;
    int before = 0;
    for (int i = at; i < at + PIECE; i++) {
      byte b = value[i];
      int kind = b >= 'A' && b <= 'Z' ? 1 : b >= 'a' && b <= 'z' ? 2 : b >= '0' && b <= '9' ? 4 : 8;
      kinds |= kind;
      changes += i > at && kind != before ? 1 : 0;
      before = kind;
    }
    return Integer.bitCount(kinds & 7) > 1 && changes > 1;
  }

  List<KnownPiece> pieces() {
    return pieces;
  }

  /** The pieces one message holds: for each value a bit for each of its pieces. */
  static final class Held {
    private final Map<Integer, BitSet> values = new HashMap<>(0);

    void add(KnownPiece piece) {
      values.computeIfAbsent(piece.value(), value -> new BitSet()).set(piece.index());
    }

    boolean isEmpty() {
      return values.isEmpty();
    }
  }

  /** Whether so much of a piece's value was sent, with this piece and others of one message. */
  boolean enough(KnownPiece piece, Held message) {
    BitSet all;
    synchronized (lock) {
      all = (BitSet) sent.get(piece.value()).clone();
    }
    all.set(piece.index());
    BitSet others = message.values.get(piece.value());
    if (others != null) {
      all.or(others);
    }
    return all.cardinality() >= wanted.get(piece.value());
  }

  /** Takes down what a message held. */
  void sent(Held message) {
    synchronized (lock) {
      message.values.forEach((value, pieces) -> sent.get(value).or(pieces));
    }
  }
}
