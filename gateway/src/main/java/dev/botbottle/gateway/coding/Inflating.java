package dev.botbottle.gateway.coding;

import dev.botbottle.gateway.http.MalformedMessage;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes gzip (RFC 1952) or deflate (RFC 1950) as the bytes come, over any number of gzip members.
 * Checksums are not compared: the receiver does that; what matters here is to see what it will see.
 */
final class Inflating implements Decoding {
  private static final int CAPACITY = 16 * 1024;

  // RFC 1952 §2.3.1.
  private static final int FIXED_HEADER = 10;
  private static final int TRAILER = 8;
  private static final int FHCRC = 2;
  private static final int FEXTRA = 4;
  private static final int FNAME = 8;
  private static final int FCOMMENT = 16;
  private static final int RESERVED = 0xe0;
  private static final int[] MAGIC = {0x1f, 0x8b, 8};

  private enum State {
    HEADER,
    EXTRA_LENGTH,
    EXTRA,
    NAME,
    COMMENT,
    HEADER_CHECKSUM,
    BODY,
    TRAILER,
    /** Behind a whole zlib stream, where nothing may follow. */
    END
  }

  private final boolean gzip;
  private final Inflater inflater;
  private final byte[] buffer = new byte[CAPACITY];
  private State state;
  private int counted;
  private int flags;
  private int extra;
  private boolean begun;

  Inflating(boolean gzip) {
    this.gzip = gzip;
    this.inflater = new Inflater(gzip);
    this.state = gzip ? State.HEADER : State.BODY;
  }

  @Override
  public void write(byte[] source, int offset, int length, Decoded out) throws MalformedMessage {
    int at = offset;
    int end = offset + length;
    begun |= length > 0;
    while (at < end) {
      if (state == State.BODY) {
        at = inflate(source, at, end, out);
      } else {
        header(source[at] & 0xff);
        at++;
      }
    }
  }

  @Override
  public void finish(Decoded out) throws MalformedMessage {
    boolean whole = state == State.END || (gzip && state == State.HEADER && counted == 0);
    if (begun && !whole) {
      throw Decoding.malformed();
    }
  }

  private int inflate(byte[] source, int at, int end, Decoded out) throws MalformedMessage {
    inflater.setInput(source, at, end - at);
    try {
      while (true) {
        int n = inflater.inflate(buffer);
        if (n > 0) {
          out.bytes(buffer, 0, n);
        } else if (inflater.finished()) {
          int rest = inflater.getRemaining();
          inflater.reset();
          enter(gzip ? State.TRAILER : State.END);
          return end - rest;
        } else if (inflater.needsDictionary()) {
          throw Decoding.malformed();
        } else if (inflater.needsInput()) {
          return end;
        }
      }
    } catch (DataFormatException e) {
      throw Decoding.malformed();
    }
  }

  private void header(int b) throws MalformedMessage {
    counted++;
    switch (state) {
      case HEADER -> {
        if (counted <= MAGIC.length && b != MAGIC[counted - 1]) {
          throw Decoding.malformed();
        }
        if (counted == MAGIC.length + 1) {
          flags = b;
          if ((flags & RESERVED) != 0) {
            throw Decoding.malformed();
          }
        }
        if (counted == FIXED_HEADER) {
          enter(State.EXTRA_LENGTH);
        }
      }
      case EXTRA_LENGTH -> {
        extra = counted == 1 ? b : extra | b << 8;
        if (counted == 2) {
          enter(extra == 0 ? State.NAME : State.EXTRA);
        }
      }
      case EXTRA -> {
        if (counted == extra) {
          enter(State.NAME);
        }
      }
      case NAME -> {
        if (b == 0) {
          enter(State.COMMENT);
        }
      }
      case COMMENT -> {
        if (b == 0) {
          enter(State.HEADER_CHECKSUM);
        }
      }
      case HEADER_CHECKSUM -> {
        if (counted == 2) {
          enter(State.BODY);
        }
      }
      case TRAILER -> {
        if (counted == TRAILER) {
          enter(State.HEADER);
        }
      }
      case BODY, END -> throw Decoding.malformed();
    }
  }

  /** Goes to a state, or beyond it when the header's flags say that it is not there. */
  private void enter(State next) {
    counted = 0;
    state =
        switch (next) {
          case EXTRA_LENGTH -> (flags & FEXTRA) != 0 ? next : skip(State.NAME);
          case NAME -> (flags & FNAME) != 0 ? next : skip(State.COMMENT);
          case COMMENT -> (flags & FCOMMENT) != 0 ? next : skip(State.HEADER_CHECKSUM);
          case HEADER_CHECKSUM -> (flags & FHCRC) != 0 ? next : State.BODY;
          case HEADER, EXTRA, BODY, TRAILER, END -> next;
        };
  }

  private State skip(State next) {
    enter(next);
    return state;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
