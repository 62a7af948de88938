package dev.botbottle.scan.injection;

import java.util.Arrays;

/**
 * Four characters in a row of each of some texts, those that are met least in other texts: a table
 * of what they belong to, and one of the first and last three of them. Other characters may stand
 * at the same place of a table.
 */
final class Fours {
  /** The letters by how often English uses them. */
  private static final String COMMON = "etaoinshrdlucmfwypvbgkjqxz";

  /** What is met all the time of what the rules hold. */
  private static final String FREQUENT =
      "ack add age all are arn ate con cti ead ect ent err ess for get htt ide ind ing ins ion ire ive"
          + " lin loo low men min nde nin not nst oce ode one ons ont ook ore org orm par pro ren res rin"
          + " roc rom ser sta ste str tin tio tiv tps tru ttp ult ust ver war";

  private static final int WINDOW = 4;
  private static final int BITS = 14;
  private static final int SPREAD = 0x9e3779b1; // the golden ratio's fraction in 32 bits

  /** Not 0 for three characters that are at either end of the chosen four. */
  private final byte[] threes = new byte[1 << BITS];

  /** What four characters may belong to. */
  private final byte[] fours = new byte[1 << BITS];

  /** How seldom they are, of the characters of ASCII. */
  private final byte[] rarities = new byte[128];

  private final boolean[] frequent = new boolean[1 << BITS];

  Fours() {
    Arrays.fill(rarities, (byte) COMMON.length());
    for (int i = 0; i < COMMON.length(); i++) {
      rarities[COMMON.charAt(i)] = (byte) i;
    }
    for (int i = 0; i < FREQUENT.length(); i += 4) { // each with a space
      char third = FREQUENT.charAt(i + 2);
      frequent[three(FREQUENT.charAt(i) | FREQUENT.charAt(i + 1) << 8 | third << 16)] = true;
    }
  }

  byte[] threes() {
    return threes;
  }

  byte[] fours() {
    return fours;
  }

  /**
   * Chooses of a text.
   *
   * @param kind a bit for what it is
   */
  void add(String text, byte kind) {
    if (text.length() < WINDOW) { // what stands behind three letters is the fourth
      for (int c = 0; c < 256; c++) {
        if (Letters.small(c) == 0) {
          add(text.charAt(0), text.charAt(1), text.charAt(2), c, kind);
        }
      }
      return;
    }
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int at = 0; at <= text.length() - WINDOW; at++) {
      int commonness = commonness(text, at);
      if (commonness < least) {
        best = at;
        least = commonness;
      }
    }
    add(
        text.charAt(best),
        text.charAt(best + 1),
        text.charAt(best + 2),
        text.charAt(best + 3),
        kind);
  }

  /** How often four letters are met. */
  private int commonness(String text, int at) {
    int sum = 0;
    for (int i = at; i < at + WINDOW; i++) {
      sum -= rarities[text.charAt(i)];
    }
    for (int i = at; i <= at + 1; i++) {
      if (frequent[three(text.charAt(i) | text.charAt(i + 1) << 8 | text.charAt(i + 2) << 16)]) {
        sum += WINDOW * COMMON.length();
      }
    }
    return sum;
  }

  private void add(int first, int second, int third, int fourth, byte kind) {
    int four = first | second << 8 | third << 16 | fourth << 24;
    threes[three(four)] = 1;
    threes[three(four >>> 8)] = 1;
    fours[four(four)] |= kind;
  }

  /** Where the first three of four bytes stand in a table, whatever the case of their letters. */
  static int three(int bytes) {
    return (((bytes | 0x202020) & 0xffffff) * SPREAD) >>> (Integer.SIZE - BITS);
  }

  /** Where four bytes stand in a table. */
  static int four(int bytes) {
    return ((bytes | 0x20202020) * SPREAD) >>> (Integer.SIZE - BITS);
  }
}
