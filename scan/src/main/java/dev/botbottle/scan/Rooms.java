package dev.botbottle.scan;

/** Arrays of readings that are over, for the next: most readings of a message are short. */
final class Rooms {
  private static final int SMALLEST = 64;

  /** Larger ones are rare and soon over; more than a few are not open at once. */
  private static final int LARGEST = 4096;

  private static final int MOST = 4;

  private static final Room[] NONE = {};

  /** The last is taken first; most messages have none. */
  private Room[] free = NONE;

  private int count;

  /** Room for a decoded text. */
  static final class Room {
    /** Its bytes. */
    final byte[] bytes;

    /** The first byte of the message that each stands for, and behind the last. */
    final long[] from;

    final long[] to;

    Room(byte[] bytes, long[] from, long[] to) {
      this.bytes = bytes;
      this.from = from;
      this.to = to;
    }
  }

  /** Room for a text of any length, which may hold what was left of another. */
  Room take() {
    return count > 0
        ? free[--count]
        : new Room(new byte[SMALLEST], new long[SMALLEST], new long[SMALLEST]);
  }

  /** Takes back what nothing reads any more. */
  void give(Room room) {
    if (free.length == 0) {
      free = new Room[MOST];
    }
    if (count < MOST && room.bytes.length <= LARGEST) {
      free[count++] = room;
    }
  }
}
