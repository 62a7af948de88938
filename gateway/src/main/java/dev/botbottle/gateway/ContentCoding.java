package dev.botbottle.gateway;

import dev.botbottle.gateway.coding.Decoding;
import dev.botbottle.gateway.coding.WindowMemory;
import dev.botbottle.gateway.http.Fields;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a body is coded (RFC 9110 §8.4), as far as the gateway can look through it. */
enum ContentCoding {
  IDENTITY,
  GZIP,
  DEFLATE,
  BROTLI,
  ZSTD;

  /** The coding of a message, or empty when it cannot be undone here. */
  static Optional<ContentCoding> of(Fields fields) {
    List<String> codings = fields.tokens("content-encoding");
    if (codings.size() > 1) {
      return Optional.empty();
    }
    if (codings.isEmpty()) {
      return Optional.of(IDENTITY);
    }
    return named(codings.getFirst());
  }

  /** The coding of this name, or empty when it cannot be undone here. */
  static Optional<ContentCoding> named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "identity" -> Optional.of(IDENTITY);
      case "gzip", "x-gzip" -> Optional.of(GZIP);
      case "deflate" -> Optional.of(DEFLATE);
      case "br" -> Optional.of(BROTLI);
      case "zstd" -> Optional.of(ZSTD);
      default -> Optional.empty();
    };
  }

  /**
   * What undoes it; nothing where there is nothing to undo.
   *
   * @param memory for those that look back through windows
   */
  @Nullable Decoding decoding(WindowMemory memory) {
    return switch (this) {
      case IDENTITY -> null;
      case GZIP -> Decoding.gzip();
      case DEFLATE -> Decoding.deflate();
      case BROTLI -> Decoding.brotli(memory);
      case ZSTD -> Decoding.zstd(memory);
    };
  }

  /**
   * Whether the gateway knows what coded bytes say as soon as it has them. Its decoders of the
   * others hand on a window or a block, which its reader need not wait for.
   */
  boolean toldAtOnce() {
    return switch (this) {
      case IDENTITY, GZIP, DEFLATE -> true;
      case BROTLI, ZSTD -> false;
    };
  }
}
