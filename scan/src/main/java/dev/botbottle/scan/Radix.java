package dev.botbottle.scan;

import org.jspecify.annotations.Nullable;

/**
 * A run of digits that carry a fixed number of bits each, decoded at every alignment at once.
 *
 * <p>Where the encoded text began is not known, and what is sought may stand anywhere in it; so at
 * each alignment the digits are taken in groups, and one whose groups are plain text several times
 * in a row becomes a {@link Reading}. What decodes to plain text by chance costs time, no more.
 */
final class Radix {
  /** Digits remembered: more than a reading begins with. */
  private static final int RING = 32;

  /** So many groups in a row that are no text end a reading. */
  private static final int TOLERANCE = 4;

  private static final ByteSet PLAIN = ByteSet.named("plain");

  private final Reading text;
  private final String name;
  private final ByteSet rest;
  private final int bits;

  /** Digits and bytes of a group, and how many groups make a reading. */
  private final int digits;

  private final int bytes;
  private final int confirm;

  private byte[] values = {};
  private long[] from = {};
  private long[] to = {};

  /** The bits of a group that no ASCII text has. */
  private final long beyondAscii;

  /** Digits of this run, and the last of them as one number. */
  private long count;

  private long last;

  /** For each alignment its reading, groups of text before it, groups of no text in it. */
  private @Nullable Reading[] readings = {};

  private int[] good = {};
  private int[] bad = {};

  /**
   * @param text what the digits stand in
   * @param name what the encoding is called
   * @param rest what goes on belonging to a find that has no end here
   * @param bits what a digit carries: 4, 5 or 6 bits
   * @param confirm how many groups of text make a reading
   */
  Radix(Reading text, String name, ByteSet rest, int bits, int confirm) {
    this.text = text;
    this.name = name;
    this.rest = rest;
    this.bits = bits;
    this.confirm = confirm;
    this.digits =
        switch (bits) {
          case 4 -> 2;
          case 5 -> 8;
          case 6 -> 4;
          default -> throw new IllegalArgumentException(bits + " bits");
        };
    this.bytes = digits * bits / 8;
    this.beyondAscii = 0x8080808080L & ((1L << (8 * bytes)) - 1);
  }

  /** Begins a run. Most texts have none, so only now there is room for one. */
  void start() {
    if (values.length == 0) {
      values = new byte[RING];
      from = new long[RING];
      to = new long[RING];
      readings = new Reading[digits];
      good = new int[digits];
      bad = new int[digits];
    }
  }

  /** Takes a digit and which bytes of the message it stands for. */
  void digit(int value, long first, long behind) {
    int slot = (int) count & (RING - 1);
    values[slot] = (byte) value;
    from[slot] = first;
    to[slot] = behind;
    last = last << bits | value;
    count++;
    if (count >= digits) {
      group((int) count & (digits - 1));
    }
  }

  /** Takes the last digit back: it was none. */
  void undo() {
    count--;
    last >>= bits;
  }

  private void group(int alignment) {
    Reading reading = readings[alignment];
    if (plain()) {
      if (reading != null) {
        bad[alignment] = 0;
        feed(reading, digits);
      } else if (++good[alignment] >= confirm) {
        reading = text.decoded(name, rest);
        readings[alignment] = reading;
        // With the group before, the end of which may be text too.
        int groups = count >= (confirm + 1L) * digits ? confirm + 1 : confirm;
        feed(reading, groups * digits);
      }
    } else {
      good[alignment] = 0;
      if (reading != null) {
        feed(reading, digits);
        if (++bad[alignment] >= TOLERANCE) {
          close(alignment, reading);
        }
      }
    }
  }

  private boolean plain() {
    long group = last;
    if ((group & beyondAscii) != 0) {
      return false;
    }
    for (int i = 0; i < bytes; i++) {
      if (!PLAIN.has((byte) group)) {
        return false;
      }
      group >>= 8;
    }
    return true;
  }

  /** Gives a reading what the last digits decode to; bits that are no whole byte are left out. */
  private void feed(Reading reading, int length) {
    int collected = 0;
    int have = 0;
    long first = 0;
    for (long i = count - length; i < count; i++) {
      int slot = (int) i & (RING - 1);
      if (have == 0) {
        first = from[slot];
      }
      collected = collected << bits | values[slot];
      have += bits;
      if (have >= 8) {
        have -= 8;
        reading.take((byte) (collected >> have), first, to[slot]);
        first = from[slot];
      }
    }
  }

  private void close(int alignment, Reading reading) {
    reading.settle(true);
    readings[alignment] = null;
    good[alignment] = 0;
    bad[alignment] = 0;
  }

  /** Lets the readings look at what they were given. */
  void settle() {
    for (Reading reading : readings) {
      if (reading != null) {
        reading.settle(false);
      }
    }
  }

  /** Ends the run. */
  void end() {
    for (int alignment = 0; alignment < digits; alignment++) {
      Reading reading = readings[alignment];
      if (reading != null) {
        feed(reading, (int) (count - alignment) & (digits - 1));
        close(alignment, reading);
      }
      good[alignment] = 0;
    }
    count = 0;
  }

  /** The first byte of the message that may belong to something begun, or none. */
  long hold() {
    if (count == 0) {
      return Reading.NOWHERE;
    }
    long begun = Math.min(count, (confirm + 1L) * digits);
    long hold = from[(int) (count - begun) & (RING - 1)];
    for (Reading reading : readings) {
      if (reading != null) {
        hold = Math.min(hold, reading.hold());
      }
    }
    return hold;
  }

  /** The same of what must not slip out in a pause. */
  long holdInPause() {
    long hold = Reading.NOWHERE;
    for (Reading reading : readings) {
      if (reading != null) {
        hold = Math.min(hold, reading.pause());
      }
    }
    return hold;
  }
}
