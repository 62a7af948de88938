package dev.botbottle.gateway.http2;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/**
 * What a peer may ask of a connection without getting anywhere (RFC 9113 §10.5): frames that carry
 * no message cost, frames that do earn, and time earns. Guarded by the connection's lock.
 */
final class Calm {
  private static final int MOST = 1_000;
  private static final int EACH_SECOND = 200;

  /**
   * Resets before an answer (CVE-2023-44487), or for a mistake that earns one (CVE-2025-8671): what
   * a busy client may give up at once.
   */
  private static final int RESETS = 200;

  private static final long RESET_NANOS = 30_000_000_000L;
  private static final long SECOND = 1_000_000_000L;

  private int left = MOST;
  private long earned;
  private int resets;
  private long resetsSince;

  Calm(long now) {
    earned = now;
    resetsSince = now;
  }

  /** Something of a message passed. */
  void earn() {
    left = Math.min(MOST, left + 1);
  }

  /** A frame that only makes work. */
  void cost(long now) throws Http2Exception {
    long seconds = (now - earned) / SECOND;
    if (seconds > 0) {
      earned += seconds * SECOND;
      left = (int) Math.min(MOST, left + seconds * EACH_SECOND);
    }
    left--;
    if (left < 0) {
      throw tooMany();
    }
  }

  /** A request that ended before its answer, by the client's doing. */
  void givenUp(long now) throws Http2Exception {
    if (now - resetsSince > RESET_NANOS) {
      resets = 0;
      resetsSince = now;
    }
    resets++;
    if (resets > RESETS) {
      throw tooMany();
    }
  }

  private static Http2Exception tooMany() {
    return Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many frames");
  }
}
