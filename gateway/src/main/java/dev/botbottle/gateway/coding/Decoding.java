package dev.botbottle.gateway.coding;

import dev.botbottle.gateway.http.MalformedMessage;

/**
 * A content coding that is undone as the bytes come, in constant memory. Checksums are not
 * compared: the receiver does that; what matters here is to see what it will see.
 */
public sealed interface Decoding extends AutoCloseable
    permits Inflating, InflatingMessages, Unbrotli, Unzstd, Bounded {
  /** Takes what was decoded; the array is only valid during the call. */
  interface Decoded {
    /** Some decoded bytes. */
    void bytes(byte[] source, int offset, int length);
  }

  /** Gzip (RFC 1952), any number of members. */
  static Decoding gzip() {
    return Bounded.body(new Inflating(true));
  }

  /** What HTTP calls deflate, which is the zlib format (RFC 1950). */
  static Decoding deflate() {
    return Bounded.body(new Inflating(false));
  }

  /** Brotli (RFC 7932). */
  static Decoding brotli(WindowMemory memory) {
    return Bounded.body(new Unbrotli(memory));
  }

  /** Zstandard (RFC 8878) with windows as RFC 9659 limits them, any number of frames. */
  static Decoding zstd(WindowMemory memory) {
    return Bounded.body(new Unzstd(memory));
  }

  /** Takes coded bytes. */
  void write(byte[] source, int offset, int length, Decoded out) throws MalformedMessage;

  /**
   * How many of the last bytes it took may still say something that it has not handed on; none
   * where what can be told of the bits that came is handed on at once.
   */
  default long held() {
    return 0;
  }

  /** The most it holds so of any body, as far as is known of this one. */
  default int most() {
    return 0;
  }

  /** Ends the body; it must be whole. */
  void finish(Decoded out) throws MalformedMessage;

  @Override
  void close();

  /** What is said of a body that cannot be decoded. */
  static MalformedMessage malformed() {
    return new MalformedMessage("a body that is not coded as its Content-Encoding says");
  }
}
