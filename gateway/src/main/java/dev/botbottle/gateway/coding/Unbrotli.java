package dev.botbottle.gateway.coding;

import dev.botbottle.gateway.http.MalformedMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Undoes Brotli (RFC 7932) with the decoder of its authors. That one asks for bytes where here they
 * are handed over; so it has a thread of its own, which runs only while the caller waits for it:
 * nothing here is ever used by two threads at once.
 */
final class Unbrotli implements Decoding {
  /** 4 MiB, what encoders use unless told otherwise: beyond it they gain next to nothing. */
  static final int MOST_WINDOW_BITS = 22;

  private static final int CAPACITY = 16 * 1024;

  /**
   * How far the decoder reads ahead of what it decodes: its buffer, what it shifts bits out of, and
   * a command it is in the middle of.
   */
  private static final int AHEAD = 4_096 + 256;

  private final WindowMemory memory;
  private final Semaphore toDecoder = new Semaphore(0);
  private final Semaphore toCaller = new Semaphore(0);

  private WindowMemory.@Nullable Share share;

  // Passed from one thread to the other by the semaphores.
  private byte[] input = {};
  private int at;
  private int end;
  private long given;
  private long used;
  private long told;
  private int window;
  private boolean last;
  private boolean closed;
  private boolean done;
  private @Nullable Decoded out;
  private boolean malformed;
  private @Nullable RuntimeException thrown;

  Unbrotli(WindowMemory memory) {
    this.memory = memory;
  }

  @Override
  public void write(byte[] source, int offset, int length, Decoded to) throws MalformedMessage {
    if (length == 0) {
      return;
    }
    if (share == null) {
      int bits = windowBits(source[offset] & 0xff);
      if (bits > MOST_WINDOW_BITS) {
        throw new MalformedMessage("a compressed body with a window of more than 4 MiB");
      }
      window = 1 << bits;
      share = memory.share(window);
      Thread.ofVirtual().start(this::decode);
    }
    input = source;
    at = offset;
    end = offset + length;
    given += length;
    turn(to);
    if (at < end) {
      throw Decoding.malformed();
    }
  }

  /** The decoder hands on what it decoded when its window is full, or the body at its end. */
  @Override
  public long held() {
    return done ? 0 : given - told;
  }

  @Override
  public int most() {
    return window;
  }

  @Override
  public void finish(Decoded to) throws MalformedMessage {
    if (share != null) {
      last = true;
      turn(to);
      if (!done) {
        throw Decoding.malformed();
      }
    }
  }

  /** Lets the decoder run until it wants more. */
  private void turn(Decoded to) throws MalformedMessage {
    if (!done) {
      out = to;
      toDecoder.release();
      toCaller.acquireUninterruptibly();
    }
    if (thrown != null) {
      throw thrown;
    }
    if (malformed) {
      throw Decoding.malformed();
    }
  }

  private void decode() {
    toDecoder.acquireUninterruptibly();
    boolean ended = false;
    try (var brotli = new BrotliInputStream(new Handed(), 256)) {
      byte[] buffer = new byte[CAPACITY];
      int n = brotli.read(buffer, 0, CAPACITY);
      while (n >= 0 && deliver(buffer, n)) {
        n = brotli.read(buffer, 0, CAPACITY);
      }
      ended = true;
    } catch (IOException | RuntimeException e) {
      // A malformed body shows as any of these in a decoder that leaves checks to the arrays.
    } finally {
      malformed = !ended; // also when memory ran out: what was not decoded was not scanned
      done = true;
      toCaller.release();
    }
  }

  /** Hands decoded bytes on; false when nobody wants more. */
  private boolean deliver(byte[] buffer, int length) {
    Decoded to = out;
    if (to == null || closed) {
      return false;
    }
    told = Math.max(told, used - AHEAD);
    try {
      to.bytes(buffer, 0, length);
      return true;
    } catch (RuntimeException e) {
      // The receiver's, which the caller is to see.
      thrown = e;
      return false;
    }
  }

  /** Section 9.1: the logarithm of the window's size; large where it is not one of the format's. */
  private static int windowBits(int first) {
    if ((first & 1) == 0) {
      return 16;
    }
    int next = first >> 1 & 7;
    if (next != 0) {
      return 17 + next;
    }
    int more = first >> 4 & 7;
    return switch (more) {
      case 0 -> 17;
      case 1 -> Integer.MAX_VALUE;
      default -> 8 + more;
    };
  }

  @Override
  public void close() {
    if (share != null) {
      closed = true;
      last = true;
      if (!done) {
        toDecoder.release();
        toCaller.acquireUninterruptibly();
      }
      share.giveBack();
      share = null;
    }
  }

  /** The bytes handed over, and the caller's turn when they are used up. */
  private final class Handed extends InputStream {
    @Override
    public int read() {
      if (!fill()) {
        return -1;
      }
      used++;
      return input[at++] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      if (!fill()) {
        return -1;
      }
      int n = Math.min(length, end - at);
      System.arraycopy(input, at, to, offset, n);
      at += n;
      used += n;
      return n;
    }

    private boolean fill() {
      while (at == end && !last) {
        toCaller.release();
        toDecoder.acquireUninterruptibly();
      }
      return at < end && !closed;
    }
  }
}
