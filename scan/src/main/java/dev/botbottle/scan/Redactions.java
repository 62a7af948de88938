package dev.botbottle.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * The stretches of a stream's buffer that leave as something else. Of the same length as what they
 * stand for, and made of characters that mean nothing inside a JSON string.
 */
final class Redactions {
  private static final class Span {
    private int start;
    private final byte[] fill;

    private Span(int start, byte[] fill) {
      this.start = start;
      this.fill = fill;
    }

    private int end() {
      return start + fill.length;
    }
  }

  /** In order, without overlap. */
  private final ArrayDeque<Span> spans = new ArrayDeque<>();

  boolean isEmpty() {
    return spans.isEmpty();
  }

  /** Replaces a region; what an earlier one covers already stays as that one made it. */
  void cover(int start, int end, String label) {
    int covered = spans.isEmpty() ? start : Math.max(start, spans.getLast().end());
    if (covered < end) {
      int length = end - covered;
      spans.add(new Span(covered, covered == start ? placeholder(label, length) : stars(length)));
    }
  }

  /** Goes on covering up to {@code end}, right behind a covered region. */
  void extend(int start, int end) {
    int covered = spans.isEmpty() ? start : Math.max(start, spans.getLast().end());
    if (covered < end) {
      spans.add(new Span(covered, stars(end - covered)));
    }
  }

  /** Hands over the bytes of the buffer between the indices as they are to leave. */
  void release(byte[] buffer, int from, int to, ScanStream.Output out) {
    int at = from;
    for (Iterator<Span> it = spans.iterator(); it.hasNext(); ) {
      Span span = it.next();
      if (span.start >= to) {
        break;
      }
      if (span.start > at) {
        out.released(buffer, at, span.start - at);
        at = span.start;
      }
      int end = Math.min(span.end(), to);
      if (end > at) {
        out.released(span.fill, at - span.start, end - at);
        at = end;
      }
      if (span.end() <= to) {
        it.remove();
      }
    }
    if (at < to) {
      out.released(buffer, at, to - at);
    }
  }

  void shift(int by) {
    for (Span span : spans) {
      span.start -= by;
    }
  }

  private static byte[] placeholder(String label, int length) {
    byte[] fill = stars(length);
    String text = "[redacted:" + label;
    for (int i = 0; i < length && i < text.length(); i++) {
      fill[i] = harmless(text.charAt(i));
    }
    if (length > 1) {
      fill[length - 1] = ']';
    }
    return fill;
  }

  private static byte harmless(char c) {
    boolean plain = c < 128 && ByteSet.ALPHANUMERIC.has((byte) c);
    return plain || "[:-_.".indexOf(c) >= 0 ? (byte) c : (byte) '_';
  }

  private static byte[] stars(int length) {
    return "*".repeat(length).getBytes(StandardCharsets.US_ASCII);
  }
}
