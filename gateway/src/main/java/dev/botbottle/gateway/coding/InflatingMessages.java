package dev.botbottle.gateway.coding;

import dev.botbottle.gateway.http.MalformedMessage;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes DEFLATE (RFC 1951) without any wrapping, message by message: {@link #finish} ends one, and
 * what is written next is another, which may repeat what those before it said.
 */
final class InflatingMessages implements Decoding {
  private static final int CAPACITY = 16 * 1024;

  /** What every message ends with and none is sent with (RFC 7692 §7.2.1). */
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private final Inflater inflater = new Inflater(true);
  private final byte[] buffer = new byte[CAPACITY];

  /** Whether something came of this message that the tail belongs to. */
  private boolean begun;

  /** Forgets what the messages before said. */
  void reset() {
    inflater.reset();
  }

  @Override
  public void write(byte[] source, int offset, int length, Decoded out) throws MalformedMessage {
    begun |= length > 0;
    inflater.setInput(source, offset, length);
    try {
      while (true) {
        int n = inflater.inflate(buffer);
        if (n > 0) {
          out.bytes(buffer, 0, n);
        } else if (inflater.finished()) {
          // A block may call itself the last; another one stands at the next byte (RFC 7692
          // §7.2.1).
          int rest = inflater.getRemaining();
          inflater.reset();
          if (rest == 0) {
            begun = false;
            return;
          }
          inflater.setInput(source, offset + length - rest, rest);
        } else if (inflater.needsInput()) {
          return;
        }
      }
    } catch (DataFormatException e) {
      throw new MalformedMessage("a compressed message that cannot be inflated");
    }
  }

  @Override
  public void finish(Decoded out) throws MalformedMessage {
    if (begun) {
      write(TAIL, 0, TAIL.length, out);
    }
    begun = false;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
