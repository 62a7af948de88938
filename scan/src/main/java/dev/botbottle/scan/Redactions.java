package dev.botbottle.scan;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The stretches of a message that leave as something else, of the same length as what they stand
 * for ({@link Blank}).
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

  /** What the last region was covered with. */
  private @Nullable Blank last;

  /** Replaces a region; what an earlier one covers already stays as that one made it. */
  void cover(Reading message, long start, long end, Find find) {
    long covered = spans.isEmpty() ? start : Math.max(start, spans.getLast().end());
    if (covered < end) {
      byte[] buffer = message.buffer();
      int from = message.index(start);
      Find shown = covered == start ? find : null;
      Blank blank = new Blank(buffer, from, message.index(end), message.limit(), shown);
      byte[] fill = blank.bytes();
      int skipped = (int) (covered - start);
      spans.add(new Span(covered, Arrays.copyOfRange(fill, skipped, fill.length)));
      last = blank;
    }
  }

  /** Goes on covering up to {@code end}, right behind a covered region. */
  void extend(Reading message, long start, long end) {
    long covered = spans.isEmpty() ? start : Math.max(start, spans.getLast().end());
    Blank blank = last;
    if (covered < end && blank != null) {
      byte[] fill = new byte[(int) (end - covered)];
      for (int i = 0; i < fill.length; i++) {
        int at = message.index(covered + i);
        fill[i] = blank.more(at < message.limit() ? message.buffer()[at] : 0);
      }
      spans.add(new Span(covered, fill));
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
}
