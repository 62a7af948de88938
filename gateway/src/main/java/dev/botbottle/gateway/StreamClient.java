package dev.botbottle.gateway;

import dev.botbottle.gateway.http2.Http2Stream;
import java.time.Duration;

/** A client that speaks HTTP/2, in one of its exchanges. */
final class StreamClient extends Client {
  private final Http2Stream stream;

  StreamClient(Session session, Http2Stream stream) {
    super(session);
    this.stream = stream;
  }

  @Override
  Http2Stream reader() {
    return stream;
  }

  @Override
  Http2Stream writer() {
    return stream;
  }

  /** A stream says for itself that no more is wanted; its connection goes on. */
  @Override
  void readAway() {
    answered();
  }

  @Override
  void patient() {
    stream.patience(Duration.ZERO);
  }

  @Override
  void whenGone(Runnable action) {
    stream.whenGone(action);
  }

  /** A stream is read while it lasts. */
  @Override
  void heard() {}

  /** What is to be done finds nothing to do. */
  @Override
  void over() {}

  @Override
  void answered() {
    if (!stream.heardAll()) {
      stream.close();
    }
  }
}
