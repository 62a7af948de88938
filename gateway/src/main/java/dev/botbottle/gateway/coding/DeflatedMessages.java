package dev.botbottle.gateway.coding;

import dev.botbottle.gateway.http.MalformedMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The compressed messages of one direction of a WebSocket (permessage-deflate, RFC 7692 §7.2.2),
 * undone as their bytes come, in constant memory. Some of it is native: it is taken when the first
 * of them begins, and kept until {@link #close}.
 */
public final class DeflatedMessages implements AutoCloseable {
  /** Takes what was decoded; the array is only valid during the call. */
  public interface Inflated {
    /** Some decoded bytes. */
    void bytes(byte[] source, int offset, int length) throws IOException;
  }

  private final boolean linked;
  private @Nullable InflatingMessages inflating;
  private @Nullable Decoding message;

  /**
   * Of a direction in which nothing was said yet.
   *
   * @param linked whether a message may repeat what stood in those before it (§7.1.1)
   */
  public DeflatedMessages(boolean linked) {
    this.linked = linked;
  }

  /** A message begins. */
  public void begin() {
    if (inflating == null) {
      inflating = new InflatingMessages();
    } else if (!linked) {
      inflating.reset();
    }
    message = Bounded.message(inflating);
  }

  /**
   * Takes coded bytes of the message.
   *
   * @throws MalformedMessage when they are none, or say more than anything made to be read does
   */
  public void write(byte[] source, int offset, int length, Inflated to) throws IOException {
    if (message != null) {
      try {
        message.write(source, offset, length, handingTo(to));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }

  /** Ends the message. */
  public void end(Inflated to) throws IOException {
    if (message != null) {
      try {
        message.finish(handingTo(to));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    message = null;
  }

  private static Decoding.Decoded handingTo(Inflated to) {
    return (source, offset, length) -> {
      try {
        to.bytes(source, offset, length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  @Override
  public void close() {
    if (inflating != null) {
      inflating.close();
    }
  }
}
