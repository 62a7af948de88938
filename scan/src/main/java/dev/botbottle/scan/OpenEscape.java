package dev.botbottle.scan;

/**
 * Whether what has left ends within an escape of a JSON string (RFC 8259 §7). A credential may
 * begin with the last digits of one, and what stands for it must then be its end.
 */
final class OpenEscape {
  private static final int LENGTH = 6; // backslash, u, four digits
  private static final int BACKSLASH = -1;

  /** Digits that are missing, or {@link #BACKSLASH} behind one. */
  private int state;

  /** Bytes have left as they came. */
  void pass(byte[] source, int offset, int length) {
    int end = offset + length;
    // An escape that began before this place has ended; a backslash before it may be one's end.
    int from = Math.max(offset, end - LENGTH);
    while (from > offset && source[from - 1] == '\\') {
      from--;
    }
    if (from > offset) {
      state = 0;
    }
    for (int i = from; i < end; i++) {
      state = after(source[i]);
    }
  }

  private int after(byte next) {
    if (state == BACKSLASH) {
      return next == 'u' ? 4 : 0;
    }
    if (state > 0 && Character.digit(next, 16) >= 0) {
      return state - 1;
    }
    return next == '\\' ? BACKSLASH : 0;
  }

  /** Has the bytes that leave next begin with what is missing of an escape, if one is open. */
  void close(byte[] next) {
    if (state == BACKSLASH) {
      next[0] = '/';
    }
    for (int i = 0; i < state && i < next.length; i++) {
      next[i] = '0';
    }
    state = Math.max(0, state - next.length);
  }
}
