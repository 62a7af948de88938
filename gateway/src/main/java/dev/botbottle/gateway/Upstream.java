package dev.botbottle.gateway;

import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.http.RequestSink;
import dev.botbottle.gateway.http.ResponseSource;
import dev.botbottle.gateway.http2.StreamReset;
import dev.botbottle.policy.Route;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A server's side of an exchange, whichever HTTP it speaks. */
abstract sealed class Upstream permits WireUpstream, StreamUpstream {
  /**
   * What a connection may be used again for. The route is part of it: other credentials or other
   * roots never share a connection.
   */
  record Key(Route route, Destination to) {
    /** Of the place alone: a route is a deep thing, and hardly any place has two. */
    @Override
    public int hashCode() {
      return to.hashCode();
    }
  }

  /** Where the response comes from. */
  abstract ResponseSource reader();

  /** Where the request goes to. */
  abstract RequestSink writer();

  /** Whether its connection served an exchange before: then the server may just have closed it. */
  abstract boolean reused();

  /**
   * Whether a request may be sent anew that failed so before any answer.
   *
   * @param repeatable whether it does no harm if the server has seen it already
   */
  final boolean mayAskAgain(IOException cause, boolean repeatable) {
    return switch (cause) {
      case StreamReset reset -> reset.untouched();
      case MalformedMessage _, SocketTimeoutException _ -> false;
      // It may have closed a connection that rested in this very moment.
      default -> repeatable && reused();
    };
  }

  /**
   * How long the server may be silent from now on; zero for as long as anybody wants to hear it.
   *
   * @param more asked when it was, on any thread: for how many nanoseconds more it may be; zero or
   *     less for no longer
   */
  abstract void patience(Duration time, LongSupplier more) throws IOException;

  /**
   * Whether the exchange may be left as it is, once its answer is whole.
   *
   * @param most how long the server has to end what is without meaning now
   */
  abstract boolean over(Duration most);

  /** Ends it as it is, so that nothing on it looks whole. */
  abstract void cut();
}
