package dev.botbottle.gateway.http2;

import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;

/** A stream ended before its messages did. */
public final class StreamReset extends IOException {
  private static final long serialVersionUID = 1L;
  private final boolean untouched;

  private StreamReset(String message, boolean untouched) {
    super(message);
    this.untouched = untouched;
  }

  /** The peer ended it. */
  static StreamReset by(long code) {
    Http2Error known = Http2Error.valueOf(code);
    return new StreamReset(
        "it reset the stream: " + (known == null ? "unknown code" : known.name()),
        known == Http2Error.REFUSED_STREAM);
  }

  /** The peer has gone, or goes, without having looked at it. */
  static StreamReset leftBehind() {
    return new StreamReset("it closed the connection before this request", true);
  }

  /** This side ended it. */
  static StreamReset here() {
    return new StreamReset("the stream is over", false);
  }

  /** Whether the peer did nothing with the request (RFC 9113 §8.7), so that it may be repeated. */
  public boolean untouched() {
    return untouched;
  }
}
