package dev.botbottle.gateway;

import dev.botbottle.gateway.http.Fields;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Takes a body apart that is a row of messages, each behind a flag and its length (gRPC over
 * HTTP/2, Length-Prefixed-Message).
 */
final class GrpcParser {
  /** Takes the parts in their order. */
  interface Parts {
    /**
     * A message begins.
     *
     * @param prefix its flag and length as received; only valid during the call
     */
    void begin(byte[] prefix) throws IOException;

    /** Some of its bytes; the array is only valid during the call. */
    void payload(byte[] source, int offset, int length) throws IOException;

    /** It ends. */
    void end() throws IOException;

    /** Whether nothing more is to be taken. */
    boolean stopped();
  }

  private static final int PREFIX = 5;

  private final Parts parts;
  private final byte[] prefix = new byte[PREFIX];
  private int prefixed;
  private long left;

  GrpcParser(Parts parts) {
    this.parts = parts;
  }

  /** Whether a message has such a body. The text form of gRPC-Web is base64, a body like any. */
  static boolean in(Fields fields) {
    List<String> types = fields.all("content-type");
    if (types.size() != 1) {
      return false;
    }
    String type = types.getFirst().toLowerCase(Locale.ROOT);
    return type.startsWith("application/grpc") && !type.startsWith("application/grpc-web-text");
  }

  /** The coding of messages that are coded, or empty when it cannot be undone here. */
  static Optional<ContentCoding> coding(Fields fields) {
    List<String> named = fields.all("grpc-encoding");
    if (named.isEmpty()) {
      return Optional.of(ContentCoding.IDENTITY);
    }
    if (named.size() > 1) {
      return Optional.empty();
    }
    return ContentCoding.named(named.getFirst());
  }

  void read(byte[] source, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end && !parts.stopped()) {
      if (prefixed < PREFIX) {
        prefix[prefixed++] = source[at++];
        if (prefixed == PREFIX) {
          left =
              (prefix[1] & 0xffL) << 24
                  | (prefix[2] & 0xffL) << 16
                  | (prefix[3] & 0xffL) << 8
                  | (prefix[4] & 0xffL);
          parts.begin(prefix);
        }
      } else {
        int n = (int) Math.min(left, end - at);
        parts.payload(source, at, n);
        at += n;
        left -= n;
      }
      if (prefixed == PREFIX && left == 0 && !parts.stopped()) {
        prefixed = 0;
        parts.end();
      }
    }
  }

  /** Whether the last message that began has ended. */
  boolean between() {
    return prefixed == 0;
  }
}
