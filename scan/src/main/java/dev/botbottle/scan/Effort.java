package dev.botbottle.scan;

/**
 * What it took to look at one message. A text can be made so that each of its bytes is read again
 * and again; when one {@link #BLOCK} of a message takes more than {@link #LIMIT}, the message is
 * denied.
 *
 * <p>Only what follows from the text alone is counted, each thing at the byte of the message it
 * belongs to, so that the verdict is the same however the text is cut. A unit is about what a
 * nanosecond was on the machine the weights were measured on.
 */
final class Effort {
  /** What it is called where findings are told. */
  static final String ID = "effort";

  /** So many bytes of a message have one limit. */
  static final int BLOCK = 1 << 16;

  /**
   * What a byte may take on average: with what is not counted (four units, of some texts ten) some
   * fifteen times what a byte of plain text does. Of what developers send some takes nine tenths of
   * it: headings underlined with equals signs, in a form.
   */
  static final long LIMIT = 44L * BLOCK;

  /** So many limits for what is not decided yet are too much in any case. */
  private static final long HOPELESS = 40 * LIMIT;

  /** A reading of something decoded, each byte of it, and each group of digits of such bytes. */
  static final int READING = 200;

  static final int TEXT = 10;

  static final int GROUP = 6;

  /** The first run of an encoding, a digit of it, and a stretch of them that something ends. */
  static final int RUN = 100;

  static final int DIGIT = 3;

  static final int STRETCH = 15;

  /** An escape that is decoded, or what turns out to be none; the same in quoted-printable. */
  static final int NOTATION = 16;

  static final int QUOTED_PRINTABLE = 10;

  /** A place where characters may stand apart. */
  static final int APART = 65;

  /** The beginning of something that is looked for, and of one of a known value's forms. */
  static final int KEYWORD = 30;

  static final int FORM = 60;

  /** A byte that follows it, an escape among them, and a byte of what is looked at for chance. */
  static final int BYTE = 1;

  static final int ESCAPE = 140;

  static final int CHECKED = 3;

  /** What was found. */
  static final int MATCH = 400;

  /** A place where what broke off may go on; the same where that is told by an escape. */
  static final int JOINT = 35;

  static final int ESCAPED_JOINT = 80;

  /** Something put together of pieces, each byte of it and each choice on its way. */
  static final int STITCH = 60;

  static final int STITCHED = 6;

  static final int CHOICE = 50;

  /** Findings, and what is counted, are in order by these. */
  private static final int CELL = 10;

  private static final int CELLS_IN_BLOCK = BLOCK >> CELL;

  private static final long[] NONE = {};

  /** What each cell took, from the first that is not decided: a ring. */
  private long[] cells = NONE;

  private long first;

  /** Behind the last cell that took anything. */
  private long behind;

  /** What the cells before the first took in its block, and those from the first on. */
  private long block;

  private long open;

  /** A cell, and what it took that is not in the ring yet: most counts are for the one before. */
  private long counted;

  private long taken;

  private final long limit;

  /** With so many units for a block. */
  Effort(long limit) {
    this.limit = limit;
  }

  /** Whether what bytes of the message took is counted apart. */
  static boolean apart(long position, long other) {
    return position >> CELL != other >> CELL;
  }

  /** Counts some units for a byte of the message. */
  void spend(long position, int units) {
    long cell = position >> CELL;
    if (cell != counted) {
      put();
      counted = cell;
    }
    taken += units;
  }

  /** Puts what was counted for one cell in its place. */
  private void put() {
    if (taken == 0) {
      return;
    }
    // Of what is decided already something may be counted behind a pause only.
    long cell = Math.max(first, counted);
    while (cell - first >= cells.length) {
      grow();
    }
    cells[(int) cell & (cells.length - 1)] += taken;
    behind = Math.max(behind, cell + 1);
    open += taken;
    taken = 0;
  }

  /** Counts some units for each byte of a text from an index to another. */
  static void spend(Reading text, int first, int behind, int units) {
    int at = first;
    while (at < behind) {
      // Up to where the next cell begins: what bytes stand for is in order.
      int together = at;
      int next = behind;
      while (next - together > 1) {
        int middle = next == behind ? behind - 1 : (together + next) >>> 1;
        if (apart(text.from(at), text.from(middle))) {
          next = middle;
        } else {
          together = middle;
        }
      }
      text.spend(text.from(at), (next - at) * units);
      at = next;
    }
  }

  private void grow() {
    long[] more = new long[Math.max(4, 2 * cells.length)];
    for (long cell = first; cell < first + cells.length; cell++) {
      more[(int) cell & (more.length - 1)] = cells[(int) cell & (cells.length - 1)];
    }
    cells = more;
  }

  /** What is not decided yet took. */
  long open() {
    return open + taken;
  }

  /** Whether what is not decided took so much that nothing can come but a denial. */
  boolean hopeless() {
    return open() > HOPELESS;
  }

  /**
   * Decides on what stands before a byte of the message, of which no more will be counted.
   *
   * @return behind what was too much, or {@link Reading#NOWHERE}
   */
  long exceeded(long horizon) {
    put();
    long end = Math.min(horizon >> CELL, behind);
    while (first < end) {
      int slot = (int) first & (cells.length - 1);
      block = (first & (CELLS_IN_BLOCK - 1)) == 0 ? cells[slot] : block + cells[slot];
      open -= cells[slot];
      cells[slot] = 0;
      first++;
      if (block > limit) {
        return first << CELL;
      }
    }
    skip(horizon >> CELL);
    return Reading.NOWHERE;
  }

  /** Passes over cells that took nothing. */
  private void skip(long cell) {
    if (cell > first && behind <= first && cell < Reading.NOWHERE >> CELL) {
      block = cell / CELLS_IN_BLOCK == first / CELLS_IN_BLOCK ? block : 0;
      first = cell;
    }
  }

  /**
   * What is told of it.
   *
   * @param behind the byte of the message it was told before
   */
  static Finding finding(Place place, long behind) {
    return new Finding(
        ID,
        place,
        behind == 0 ? "***" : "*** (before byte " + behind + ")",
        Severity.MEDIUM,
        "Send it in smaller parts or in a plainer form, without encodings in encodings and rows of"
            + " signs. The user can only let the host go unscanned (\"tls\": \"passthrough\").");
  }
}
