package dev.botbottle.scan;

import java.util.ArrayDeque;
import java.util.Deque;

/** Arrays of readings that are over, for the next: most readings of a message are short. */
final class Rooms {
  private static final int SMALLEST = 64;

  /** Larger ones are rare and soon over; more than a few are not open at once. */
  private static final int LARGEST = 4096;

  private static final int MOST = 4;

  private final Deque<Room> free = new ArrayDeque<>(MOST);

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
    Room room = free.poll();
    return room == null
        ? new Room(new byte[SMALLEST], new long[SMALLEST], new long[SMALLEST])
        : room;
  }

  /** Takes back what nothing reads any more. */
  void give(Room room) {
    if (room.bytes.length <= LARGEST && free.size() < MOST) {
      free.push(room);
    }
  }
}
