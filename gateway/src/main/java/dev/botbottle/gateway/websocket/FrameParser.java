package dev.botbottle.gateway.websocket;

import dev.botbottle.gateway.coding.DeflatedMessages;
import dev.botbottle.gateway.http.MalformedMessage;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one direction of a WebSocket as its bytes arrive (RFC 6455 §5.2), and refuses what its
 * rules forbid. Keeps a header or a control frame, never the payload of a message; hands on a
 * compressed one (RFC 7692 §6.2) as what it says.
 */
public final class FrameParser implements AutoCloseable {
  /** Who sends; clients mask, servers do not (§5.1). */
  public enum Sender {
    CLIENT,
    SERVER
  }

  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;

  /** The first reserved bit, on the first frame of a compressed message (RFC 7692 §6). */
  private static final int COMPRESSED = 0x40;

  private static final int OPCODE = 0x0f;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7f;

  /** Lengths that say the length stands in the next two or eight bytes. */
  private static final int IN_TWO = 126;

  private static final int IN_EIGHT = 127;
  private static final int KEY = 4;
  private static final int LONGEST_HEADER = 2 + 8 + KEY;
  private static final int LONGEST_CONTROL = 125;

  private final boolean masked;
  private final byte[] header = new byte[LONGEST_HEADER];
  private int headerUsed;
  private int headerLength = 2;

  /** The frame whose payload is read. */
  private Opcode opcode = Opcode.CONTINUATION;

  private boolean last;
  private boolean inPayload;
  private long remaining;
  private int keyAt;

  /** Where in the key the next byte of the payload stands. */
  private int phase;

  private final byte[] control = new byte[LONGEST_CONTROL];
  private int controlUsed;
  private boolean inMessage;
  private boolean closed;

  /** What undoes compressed messages; null where nobody agreed on any. */
  private final @Nullable DeflatedMessages deflated;

  /** The same while a compressed message is under way. */
  private @Nullable DeflatedMessages inflating;

  /** Of the frames that this side sends. */
  public FrameParser(Sender sender, Compression agreed) {
    this.masked = sender == Sender.CLIENT;
    this.deflated =
        switch (agreed) {
          case NONE -> null;
          case ALONE -> new DeflatedMessages(false);
          case LINKED -> new DeflatedMessages(true);
        };
  }

  /**
   * Reads on.
   *
   * @param source is unmasked in place
   * @throws MalformedMessage when the rules are broken; nothing may be read after that
   */
  public void read(byte[] source, int offset, int length, FrameSink sink) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (inPayload) {
        int n = (int) Math.min(end - at, remaining);
        payload(source, at, n, sink);
        at += n;
      } else {
        header(source[at], sink);
        at++;
      }
    }
  }

  private void header(byte next, FrameSink sink) throws IOException {
    if (closed) {
      throw new MalformedMessage("bytes behind a Close frame");
    }
    header[headerUsed++] = next;
    if (headerUsed == 1) {
      first(next & 0xff);
    } else if (headerUsed == 2) {
      second(next & 0xff);
    }
    if (headerUsed == headerLength) {
      begin(sink);
    }
  }

  private void first(int bits) throws MalformedMessage {
    int reserved = bits & RESERVED;
    if (reserved != 0 && (reserved != COMPRESSED || deflated == null)) {
      throw new MalformedMessage("a frame of an extension nobody agreed on");
    }
    last = (bits & FIN) != 0;
    opcode = Opcode.of(bits & OPCODE);
    if (opcode.beginsMessage()) {
      inflating = reserved == 0 ? null : deflated;
    } else if (reserved != 0) {
      throw new MalformedMessage("a compressed frame that begins no message");
    }
    if (opcode.control()) {
      if (!last) {
        throw new MalformedMessage("a control frame in fragments");
      }
    } else if (inMessage != (opcode == Opcode.CONTINUATION)) {
      throw new MalformedMessage(
          inMessage ? "a message within a message" : "a continuation of no message");
    }
  }

  private void second(int bits) throws MalformedMessage {
    if (masked != ((bits & MASKED) != 0)) {
      throw new MalformedMessage(masked ? "a frame without a mask" : "a masked frame of a server");
    }
    int length = bits & LENGTH;
    if (opcode.control() && length > LONGEST_CONTROL) {
      throw new MalformedMessage("a control frame of more than 125 bytes");
    }
    headerLength = 2 + (length == IN_TWO ? 2 : length == IN_EIGHT ? 8 : 0) + (masked ? KEY : 0);
  }

  private void begin(FrameSink sink) throws IOException {
    int short7 = header[1] & LENGTH;
    keyAt = headerLength - (masked ? KEY : 0);
    remaining = short7 < IN_TWO ? short7 : number(keyAt);
    // §5.2: the minimal number of bytes, and the most significant bit 0.
    boolean fits =
        switch (short7) {
          case IN_TWO -> remaining >= IN_TWO;
          case IN_EIGHT -> remaining > 0xffff;
          default -> true;
        };
    if (!fits) {
      throw new MalformedMessage("a frame whose length is not written as it must be");
    }
    inPayload = true;
    controlUsed = 0;
    phase = 0;
    if (!opcode.control() && !inMessage) {
      inMessage = true;
      sink.begin(opcode);
      if (inflating != null) {
        inflating.begin();
      }
    }
    if (remaining == 0) {
      end(sink);
    }
  }

  /** The number in the bytes of the header behind the second and before {@code end}. */
  private long number(int end) {
    long number = 0;
    for (int i = 2; i < end; i++) {
      number = (number << 8) | (header[i] & 0xff);
    }
    return number;
  }

  private void payload(byte[] source, int offset, int length, FrameSink sink) throws IOException {
    if (masked) {
      for (int i = 0; i < length; i++) {
        source[offset + i] ^= header[keyAt + ((phase + i) & 3)];
      }
      phase = (phase + length) & 3;
    }
    remaining -= length;
    if (opcode.control()) {
      System.arraycopy(source, offset, control, controlUsed, length);
      controlUsed += length;
    } else if (inflating != null) {
      inflating.write(source, offset, length, sink::payload);
    } else {
      sink.payload(source, offset, length);
    }
    if (remaining == 0) {
      end(sink);
    }
  }

  private void end(FrameSink sink) throws IOException {
    inPayload = false;
    headerUsed = 0;
    headerLength = 2;
    if (opcode.control()) {
      if (opcode == Opcode.CLOSE) {
        if (controlUsed == 1) {
          throw new MalformedMessage("half a status in a Close frame");
        }
        closed = true;
      }
      sink.control(opcode, Arrays.copyOf(control, controlUsed));
    } else if (last) {
      if (inflating != null) {
        inflating.end(sink::payload);
      }
      inMessage = false;
      sink.endMessage();
    }
  }

  /** Whether nothing is open: neither a frame nor a message. */
  public boolean between() {
    return !inMessage && !inPayload && headerUsed == 0;
  }

  /** Whether a message has begun and not ended. */
  public boolean inMessage() {
    return inMessage;
  }

  /** Frees what inflating took; nothing may be read after that. */
  @Override
  public void close() {
    if (deflated != null) {
      deflated.close();
    }
  }
}
