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

  /** 1 for each byte that is text. */
  private static final byte[] PLAIN = new byte[256];

  static {
    ByteSet plain = ByteSet.named("plain");
    for (int b = 0; b < 256; b++) {
      PLAIN[b] = (byte) (plain.has((byte) b) ? 1 : 0);
    }
  }

  private static final int[][] FIRSTS = {{0}, {0, 1, 3, 4, 6}, {0, 1, 2}};
  private static final int[][] LASTS = {{1}, {1, 3, 4, 6, 7}, {1, 2, 3}};

  private final Reading text;
  private final String name;
  private final ByteSet rest;
  private final int bits;

  /** Digits and bytes of a group, and how many groups make a reading. */
  private final int digits;

  private final int bytes;
  private final int confirm;

  /** For each byte of a group the digits that its first and its last bit stand in. */
  private final int[] firsts;

  private final int[] lasts;

  private final byte[] values = new byte[RING];
  private final long[] from = new long[RING];
  private final long[] to = new long[RING];

  /** The bits of {@link #texts} that make a reading of an alignment. */
  private final long confirmed;

  /** Digits of this run, and the last of them as one number. */
  private long count;

  private long last;

  /** A bit for each of the last digits, the lowest for the last: does a group of text end there? */
  private long texts;

  /** For each alignment its reading, and groups of no text at the end of it. */
  private final @Nullable Reading[] readings;

  private final int[] bad;

  /** How many of these are read. */
  private int open;

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
    this.firsts = FIRSTS[bits - 4];
    this.lasts = LASTS[bits - 4];
    this.readings = new Reading[digits];
    this.bad = new int[digits];
    long groups = 0;
    for (int group = 0; group < confirm; group++) {
      groups |= 1L << (group * digits);
    }
    this.confirmed = groups;
  }

  /**
   * Takes the digits from an index on.
   *
   * @param value what each byte stands for as a digit, less than 0 when it is none
   * @return the index of the first byte that is no digit
   */
  int digits(byte[] buffer, int from, int limit, byte[] value) {
    int at = from;
    int whole = Math.min(limit, from + digits);
    while (at < whole && value[buffer[at] & 0xff] >= 0) {
      digit(value[buffer[at] & 0xff], text.from(at), text.to(at));
      at++;
    }
    if (at == whole && at < limit) {
      at = groups(buffer, at, limit, value);
    }
    Effort.spend(text, from, at, Effort.DIGIT);
    return at;
  }

  /** Takes digits whose group is one stretch of the text each, mostly without looking back. */
  private int groups(byte[] buffer, int from, int limit, byte[] value) {
    int at = from;
    int remembered = from;
    while (at < limit && value[buffer[at] & 0xff] >= 0) {
      at =
          open == 0
              ? search(buffer, at, limit, value)
              : read(buffer, at, limit, value, count - remembered);
      int alignment = alignment(count - remembered + at);
      if ((texts & confirmed) == confirmed && readings[alignment] == null) {
        remember(buffer, remembered, at, value);
        remembered = at;
        open(alignment);
      }
    }
    remember(buffer, remembered, at, value);
    return at;
  }

  /** That of the group that so many digits end with. */
  private int alignment(long behind) {
    return (int) behind & (digits - 1);
  }

  /** Takes digits until a reading begins; returns the index behind the last. */
  private int search(byte[] buffer, int from, int limit, byte[] value) {
    long number = last;
    long marks = texts;
    int at = from;
    do {
      int digit = value[buffer[at] & 0xff];
      if (digit < 0) {
        break;
      }
      number = number << bits | digit;
      marks = marks << 1 | plain(number);
      at++;
    } while (at < limit && (marks & confirmed) != confirmed);
    last = number;
    texts = marks;
    return at;
  }

  /**
   * Takes digits of what is read, until another reading begins or none is left.
   *
   * @param before how many digits there were before the first byte of the buffer, had it been all
   *     digits from there
   */
  private int read(byte[] buffer, int from, int limit, byte[] value, long before) {
    long number = last;
    long marks = texts;
    int at = from;
    while (at < limit) {
      int digit = value[buffer[at] & 0xff];
      if (digit < 0) {
        break;
      }
      at++;
      number = number << bits | digit;
      int plain = plain(number);
      marks = marks << 1 | plain;
      int alignment = alignment(before + at);
      Reading reading = readings[alignment];
      if (reading != null) {
        feed(reading, number, at);
        fed(alignment, reading, plain > 0);
        if (open == 0) {
          break;
        }
      } else if ((marks & confirmed) == confirmed) {
        break;
      }
    }
    last = number;
    texts = marks;
    return at;
  }

  /**
   * Counts digits that stand one behind the other, and remembers those a reading begins with, and
   * more: the last may be taken back.
   */
  private void remember(byte[] buffer, int from, int to, byte[] value) {
    count += to - from;
    for (int at = Math.max(from, to - (confirm + 2) * digits); at < to; at++) {
      int slot = (int) (count - to + at) & (RING - 1);
      values[slot] = value[buffer[at] & 0xff];
      this.from[slot] = text.from(at);
      this.to[slot] = text.to(at);
    }
  }

  /** Takes a digit and which bytes of the message it stands for. */
  private void digit(int value, long first, long behind) {
    int slot = (int) count & (RING - 1);
    values[slot] = (byte) value;
    from[slot] = first;
    to[slot] = behind;
    last = last << bits | value;
    count++;
    // A group that is not all there yet is none: a first digit could be a line end by itself.
    int plain = count >= digits ? plain(last) : 0;
    texts = texts << 1 | plain;
    int alignment = alignment(count);
    Reading reading = readings[alignment];
    if (reading != null) {
      feed(reading, digits);
      fed(alignment, reading, plain > 0);
    } else if ((texts & confirmed) == confirmed) {
      open(alignment);
    }
  }

  /** Takes the last digit back: it was none. Returns how many there are. */
  long undo() {
    count--;
    last >>= bits;
    texts >>= 1;
    return count;
  }

  private void open(int alignment) {
    Reading reading = text.decoded(name, rest, Effort.TEXT + Effort.GROUP / bytes);
    readings[alignment] = reading;
    open++;
    bad[alignment] = 0;
    text.spend(from[(int) (count - 1) & (RING - 1)], Effort.READING);
    // With the group before, the end of which may be text too.
    int groups = count >= (confirm + 1L) * digits ? confirm + 1 : confirm;
    feed(reading, groups * digits);
  }

  /** A reading got a group: too many that are no text end it. */
  private void fed(int alignment, Reading reading, boolean plain) {
    if (plain) {
      bad[alignment] = 0;
    } else if (++bad[alignment] >= TOLERANCE) {
      close(alignment, reading);
    }
  }

  /** 1 when the last group of a number is text, or 0: without branches that hang on the text. */
  private int plain(long number) {
    int plain = PLAIN[(int) number & 0xff];
    if (bytes > 1) {
      plain &= PLAIN[(int) (number >> 8) & 0xff] & PLAIN[(int) (number >> 16) & 0xff];
    }
    if (bytes > 3) {
      plain &= PLAIN[(int) (number >> 24) & 0xff] & PLAIN[(int) (number >> 32) & 0xff];
    }
    return plain;
  }

  /** Gives a reading the group at the end of a number, whose digits stand before an index. */
  private void feed(Reading reading, long number, int behind) {
    int first = behind - digits;
    int shift = 8 * bytes;
    for (int i = 0; i < bytes; i++) {
      shift -= 8;
      reading.take(
          (byte) (number >> shift), text.from(first + firsts[i]), text.to(first + lasts[i]));
    }
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
    reading.end();
    readings[alignment] = null;
    open--;
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
    }
    count = 0;
    last = 0;
    texts = 0;
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
