package dev.botbottle.gateway;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.ResponseHead;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a server may be silent: for a time of its route's, counted anew while the request's body
 * moves, because many a server says nothing more until it has all of it.
 */
final class Silence {
  private final Upstream upstream;
  private final @Nullable Upload upload;

  // Read by whoever looks after waits.
  private volatile long mostNanos;
  private volatile long begun;

  Silence(Upstream upstream, @Nullable Upload upload) {
    this.upstream = upstream;
    this.upload = upload;
  }

  /** It may be that long from now on; zero for as long as anybody wants to hear the server. */
  void most(Duration time) throws IOException {
    mostNanos = time.toNanos();
    upstream.patience(time, this::left);
  }

  /** The next head. */
  ResponseHead head(String method) throws IOException {
    return heard(() -> upstream.reader().readHead(method));
  }

  /** The next piece of a body, as {@link dev.botbottle.gateway.http.BodySource} hands it over. */
  boolean body(BodySink sink) throws IOException {
    // The clock is of the server's side only: nothing that a sink writes to is waited for by one.
    return heard(() -> upstream.reader().readBody(sink));
  }

  /** Whether the next piece can be had without waiting. */
  boolean ready() throws IOException {
    return upstream.reader().ready();
  }

  /** What is read of a server. */
  private interface Reading<T> {
    T read() throws IOException;
  }

  private <T> T heard(Reading<T> reading) throws IOException {
    begun = System.nanoTime();
    return reading.read();
  }

  /** What is left of its time, counted from when it was last heard or the upload moved. */
  private long left() {
    if (upload == null) {
      return 0;
    }
    // A server that takes nothing any more is silent, too.
    long now = System.nanoTime();
    return mostNanos - Math.min(now - begun, now - upload.movedAt());
  }
}
