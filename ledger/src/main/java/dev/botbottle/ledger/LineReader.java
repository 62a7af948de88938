package dev.botbottle.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The lines of a ledger that may still grow: half a line is none until its end is there. However
 * long the ledger is, a block of it and one line are in memory.
 */
public final class LineReader implements Closeable {
  /** Longer than any line the ledger writes; of a longer one the rest is left out. */
  static final int LONGEST = 1 << 20;

  private static final int BLOCK = 1 << 16;

  private final InputStream in;
  private byte[] buffer = new byte[BLOCK];
  private int from; // where the line begins
  private int length;
  private int next; // what was not handed out yet
  private int looked; // up to here it has no end
  private int end;

  /**
   * The lines of a file.
   *
   * @param in not buffered; closed with this
   */
  public LineReader(InputStream in) {
    this.in = in;
  }

  /** Goes on to the next whole line; false if there is none yet. */
  public boolean next() throws IOException {
    do {
      for (int i = looked; i < end; i++) {
        if (buffer[i] == '\n') {
          from = next;
          length = i - from;
          next = i + 1;
          looked = next;
          return true;
        }
      }
      looked = end;
    } while (fill());
    return false;
  }

  private boolean fill() throws IOException {
    // One byte more than fits tells later that there were more.
    end = Math.min(end, next + LONGEST + 1);
    looked = end;
    if (end == buffer.length) {
      byte[] larger = next > 0 ? buffer : new byte[Math.min(2 * end, LONGEST + 1 + BLOCK)];
      System.arraycopy(buffer, next, larger, 0, end - next);
      buffer = larger;
      end -= next;
      looked = end;
      next = 0;
    }
    int count = in.read(buffer, end, buffer.length - end);
    end += Math.max(count, 0);
    return count > 0;
  }

  /** The line, as characters of a byte each: it was written in ASCII, whatever became of it. */
  public String text() {
    return text(from, length);
  }

  /** What stands behind the last whole line; taken with it. */
  public String rest() {
    String text = text(next, restLength());
    next = end;
    looked = end;
    return text;
  }

  private String text(int at, int size) {
    return new String(buffer, at, Math.min(size, LONGEST), StandardCharsets.ISO_8859_1);
  }

  /**
   * Whether something stands in the line.
   *
   * @param what two bytes or more; quicker to look for if the second is rare
   */
  public boolean contains(byte[] what) {
    int last = from + length - what.length;
    for (int i = from; i <= last; i++) {
      if (buffer[i + 1] == what[1]
          && Arrays.equals(buffer, i, i + what.length, what, 0, what.length)) {
        return true;
      }
    }
    return false;
  }

  /** Where the line stands until the next is asked for. */
  byte[] buffer() {
    return buffer;
  }

  int from() {
    return from;
  }

  int length() {
    return length;
  }

  int restLength() {
    return end - next;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
