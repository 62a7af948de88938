package dev.botbottle.gateway;

import dev.botbottle.gateway.http2.Http2Stream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A stream to a server, on a connection that other exchanges of its kind share. */
final class StreamUpstream extends Upstream {
  private final Http2Stream stream;
  private final boolean reused;

  StreamUpstream(Http2Stream stream, boolean reused) {
    this.stream = stream;
    this.reused = reused;
  }

  @Override
  Http2Stream reader() {
    return stream;
  }

  @Override
  Http2Stream writer() {
    return stream;
  }

  @Override
  boolean reused() {
    return reused;
  }

  @Override
  void patience(Duration time, LongSupplier more) {
    stream.patience(time, more);
  }

  /**
   * Always: an answer without a body is whole with its head, and its stream ends behind it (RFC
   * 9113 §8.1), for which nobody waits.
   */
  @Override
  boolean over(Duration most) {
    stream.endLater(most);
    return true;
  }

  @Override
  void cut() {
    stream.cancel();
  }
}
