package dev.botbottle.gateway;

import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.http.ResponseReader;
import java.io.IOException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** The server, or the way to it, did not do its part; carries the answer to give. */
final class UpstreamFailed extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Refusal refusal;

  UpstreamFailed(Refusal refusal) {
    super(refusal.reason());
    this.refusal = refusal;
  }

  UpstreamFailed(String what, @Nullable IOException cause) {
    super(what, cause);
    this.refusal = Refusal.upstream(what);
  }

  Refusal refusal() {
    return refusal;
  }

  /** A cause in words that hold nothing of the message. */
  static String why(IOException cause) {
    return switch (cause) {
      case MalformedMessage malformed -> String.valueOf(malformed.getMessage());
      case ResponseReader.ConnectionEnded ended -> "it closed the connection";
      case SocketTimeoutException timeout -> "it did not speak in time";
      case SSLPeerUnverifiedException unverified -> "its certificate is not for this name";
      case SSLHandshakeException handshake ->
          "its certificate or TLS was refused: " + handshake.getMessage();
      default -> String.valueOf(cause.getMessage());
    };
  }
}
