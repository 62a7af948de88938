package dev.botbottle.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * The stretches of a message that leave as something else. Of the same length as what they stand
 * for, and made of characters that mean nothing inside a JSON string.
 */
final class Redactions {
  private static final class Span {
    private long start;
    private final byte[] fill;

    private Span(long start, byte[] fill) {
      this.start = start;
      this.fill = fill;
    }

    private long end() {
      return start + fill.length;
    }
  }

  /** In order, without overlap. */
  private final ArrayDeque<Span> spans = new ArrayDeque<>();

  private final OpenEscape escape = new OpenEscape();

  /** Replaces a region; what an earlier one covers already stays as that one made it. */
  void cover(long start, long end, String label) {
    long covered = spans.isEmpty() ? start : Math.max(start, spans.getLast().end());
    if (covered < end) {
      int length = (int) (end - covered);
      spans.add(new Span(covered, covered == start ? placeholder(label, length) : stars(length)));
    }
  }

  /** Goes on covering up to {@code end}, right behind a covered region. */
  void extend(long start, long end) {
    long covered = spans.isEmpty() ? start : Math.max(start, spans.getLast().end());
    if (covered < end) {
      spans.add(new Span(covered, stars((int) (end - covered))));
    }
  }

  /** Hands over bytes of the message as they are to leave. */
  void release(Reading message, long from, long to, ScanStream.Output out) {
    long at = from;
    for (Iterator<Span> it = spans.iterator(); it.hasNext(); ) {
      Span span = it.next();
      if (span.start >= to) {
        break;
      }
      plain(message, at, span.start, out);
      at = Math.max(at, span.start);
      long end = Math.min(span.end(), to);
      if (end > at) {
        if (at == span.start) {
          escape.close(span.fill);
        }
        out.released(span.fill, (int) (at - span.start), (int) (end - at));
        at = end;
      }
      if (span.end() <= to) {
        it.remove();
      }
    }
    plain(message, at, to, out);
  }

  private void plain(Reading message, long from, long to, ScanStream.Output out) {
    if (from < to) {
      int index = message.index(from);
      int length = (int) (to - from);
      escape.pass(message.buffer(), index, length);
      out.released(message.buffer(), index, length);
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
