package dev.botbottle.gateway.websocket;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a WebSocket read all at once, rule by rule from RFC 6455 and RFC 7692, with
 * nothing of the product's reader: what that one is held against.
 */
final class PlainFrames implements AutoCloseable {
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final List<Integer> KNOWN = List.of(0, TEXT, BINARY, CLOSE, 9, 10);

  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private final boolean ofAClient;
  private final Compression agreed;
  private final byte[] wire;
  private final Inflater inflater = new Inflater(true);
  private final List<String> said = new ArrayList<>();
  private final boolean lawful;
  private int at;

  /** The message that has begun: what it is and what has come of it. */
  private @Nullable String kind;

  private String message = "";

  /** Whether it is compressed, and what has come of it ends in a block that is not the last. */
  private boolean compressed;

  private boolean within;

  PlainFrames(boolean ofAClient, Compression agreed, byte[] wire) {
    this.ofAClient = ofAClient;
    this.agreed = agreed;
    this.wire = wire;
    boolean more = true;
    boolean fine = true;
    while (more && fine) {
      switch (frame()) {
        case WHOLE -> {}
        case CLOSED -> {
          more = false;
          // §5.5.1: no more frames behind one of these.
          fine = at == wire.length;
        }
        case UNFINISHED -> more = false;
        case UNLAWFUL -> fine = false;
      }
    }
    lawful = fine;
  }

  /** Whether nothing is against the rules, as far as it goes. */
  boolean lawful() {
    return lawful;
  }

  /** The messages that are whole, and the control frames, in order. */
  List<String> said() {
    return said;
  }

  /** What there is of a message that is not whole. */
  String open() {
    return message;
  }

  private enum End {
    WHOLE,
    CLOSED,
    UNFINISHED,
    UNLAWFUL
  }

  private End frame() {
    // §5.2: FIN, three reserved bits that are 0 without an extension, an opcode.
    if (at == wire.length) {
      return End.UNFINISHED;
    }
    String bits = bits(wire[at]);
    boolean last = bits.charAt(0) == '1';
    int opcode = Integer.parseInt(bits.substring(4), 2);
    boolean control = opcode >= CLOSE;
    // RFC 7692 §6: where it was agreed on, the first of them is set where a message begins.
    boolean first = opcode == TEXT || opcode == BINARY;
    boolean marked = first && agreed != Compression.NONE && bits.startsWith("100", 1);
    if ((!marked && !bits.startsWith("000", 1)) || !KNOWN.contains(opcode)) {
      return End.UNLAWFUL;
    }
    // §5.4 and §5.5: control frames are whole, and other messages are not mixed.
    if (control ? !last : (opcode == 0) != (kind != null)) {
      return End.UNLAWFUL;
    }
    if (at + 1 == wire.length) {
      return End.UNFINISHED;
    }
    // §5.1: who masks. §5.5: control frames have a payload of 125 bytes or less.
    String second = bits(wire[at + 1]);
    int seven = Integer.parseInt(second.substring(1), 2);
    if ((second.charAt(0) == '1') != ofAClient || (control && seven > 125)) {
      return End.UNLAWFUL;
    }
    int extended = seven == 126 ? 2 : seven == 127 ? 8 : 0;
    int body = at + 2 + extended + (ofAClient ? 4 : 0);
    if (body > wire.length) {
      return End.UNFINISHED;
    }
    BigInteger length =
        extended == 0
            ? BigInteger.valueOf(seven)
            : new BigInteger(1, Arrays.copyOfRange(wire, at + 2, at + 2 + extended));
    // §5.2: in as few bytes as it can be; the most significant bit of 64 is 0.
    BigInteger least = BigInteger.valueOf(extended == 0 ? 0 : extended == 2 ? 126 : 65_536);
    if (length.compareTo(least) < 0 || length.bitLength() > 63) {
      return End.UNLAWFUL;
    }
    if (!control && kind == null) {
      kind = opcode == TEXT ? "TEXT" : "BINARY";
      compressed = marked;
      within = false;
    }
    int there = length.min(BigInteger.valueOf(wire.length - body)).intValue();
    boolean whole = length.equals(BigInteger.valueOf(there));
    String payload = unmasked(body, there);
    at = body + there;
    if (!control && compressed) {
      if (!inflate(payload.getBytes(StandardCharsets.ISO_8859_1), whole && last)) {
        return End.UNLAWFUL;
      }
    } else if (!control) {
      message += payload;
    }
    if (!whole) {
      return End.UNFINISHED;
    }
    if (control) {
      // §5.5.1: a body is at least a status of two bytes.
      if (opcode == CLOSE && there == 1) {
        return End.UNLAWFUL;
      }
      said.add((opcode == CLOSE ? "CLOSE" : opcode == 9 ? "PING" : "PONG") + " " + payload);
      return opcode == CLOSE ? End.CLOSED : End.WHOLE;
    }
    if (last) {
      said.add(kind + " " + message);
      kind = null;
      message = "";
    }
    return End.WHOLE;
  }

  /**
   * RFC 7692 §7.2.2: what is compressed is inflated, at its end with the bytes behind it that none
   * is sent with, unless it ends in a block that calls itself the last.
   */
  private boolean inflate(byte[] bytes, boolean last) {
    try {
      inflate(bytes);
      if (last && within) {
        inflate(TAIL);
      }
    } catch (DataFormatException e) {
      return false;
    }
    if (last && agreed == Compression.ALONE) {
      inflater.reset();
    }
    return true;
  }

  private void inflate(byte[] bytes) throws DataFormatException {
    var out = new StringBuilder();
    byte[] said = new byte[999];
    int from = 0;
    while (from < bytes.length) {
      inflater.setInput(bytes, from, bytes.length - from);
      for (int n = inflater.inflate(said); n > 0; n = inflater.inflate(said)) {
        out.append(new String(said, 0, n, StandardCharsets.ISO_8859_1));
      }
      from = bytes.length - inflater.getRemaining();
      within = !inflater.finished();
      if (!within) {
        inflater.reset();
      }
    }
    message += out;
  }

  @Override
  public void close() {
    inflater.end();
  }

  /** §5.3: each byte with the byte of the key that stands at its index modulo 4. */
  private String unmasked(int body, int length) {
    byte[] plain = Arrays.copyOfRange(wire, body, body + length);
    for (int i = 0; ofAClient && i < length; i++) {
      plain[i] = (byte) (plain[i] ^ wire[body - 4 + i % 4]);
    }
    return new String(plain, StandardCharsets.ISO_8859_1);
  }

  private static String bits(byte b) {
    return Integer.toBinaryString(0x100 | (b & 0xff)).substring(1);
  }
}
