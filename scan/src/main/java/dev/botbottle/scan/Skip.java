package dev.botbottle.scan;

import java.util.Arrays;
import java.util.List;

/**
 * Finds where one of many words may begin without looking at every byte (Wu and Manber, "A Fast
 * Algorithm for Multi-Pattern Searching", University of Arizona, TR 94-17, 1994): of the bytes that
 * the shortest word would take, the last two tell how far no word begins. Immutable.
 */
final class Skip {
  /** Two bytes share a place of the table with some others; each keeps the shortest way. */
  private static final int PLACES = 4096;

  private final byte[] ways;
  private final int shortest;

  private Skip(byte[] ways, int shortest) {
    this.ways = ways;
    this.shortest = shortest;
  }

  /**
   * For these words.
   *
   * @param words of at least two bytes each
   */
  static Skip over(List<byte[]> words) {
    int shortest = Byte.MAX_VALUE;
    for (byte[] word : words) {
      shortest = Math.min(shortest, word.length);
    }
    byte[] ways = new byte[PLACES];
    Arrays.fill(ways, (byte) (shortest - 1));
    for (byte[] word : words) {
      for (int at = 0; at < shortest - 1; at++) {
        int place = place(word, at);
        ways[place] = (byte) Math.min(ways[place], shortest - 2 - at);
      }
    }
    return new Skip(ways, shortest);
  }

  /** The first index from {@code from} on at which a word may begin, {@code to} if at none. */
  int next(byte[] bytes, int from, int to) {
    byte[] ways = this.ways;
    int lastTwo = shortest - 2;
    int at = from;
    for (int way = 1; at + lastTwo + 1 < to && way > 0; at += way) {
      way = ways[place(bytes, at + lastTwo)];
    }
    return Math.min(at, to);
  }

  private static int place(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 4 ^ (bytes[at + 1] & 0xff);
  }
}
