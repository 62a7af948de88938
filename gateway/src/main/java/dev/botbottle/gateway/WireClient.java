package dev.botbottle.gateway;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.MessageWriter;
import dev.botbottle.gateway.http.RequestReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;

/** A client that speaks HTTP/1.1: one exchange after another over the whole connection. */
final class WireClient extends Client {
  private final Limits limits;
  private final Socket socket;
  private final PatientSocket bare;
  private final InputStream in;
  private final OutputStream out;
  private final RequestReader reader;
  private final MessageWriter writer;
  private final Presence presence;

  /**
   * A client.
   *
   * @param socket what messages go through
   * @param bare the same without TLS
   * @param in where the socket's bytes are read from
   * @param out where they are written to
   */
  WireClient(Session session, Socket socket, PatientSocket bare, InputStream in, OutputStream out) {
    super(session);
    this.limits = session.limits();
    this.socket = socket;
    this.bare = bare;
    this.in = in;
    this.out = out;
    this.reader = new RequestReader(in, limits.maxHead());
    this.writer = new MessageWriter(out);
    this.presence = new Presence(bare, limits.clientIdle());
  }

  Socket socket() {
    return socket;
  }

  /** How long the client may be silent from now on, and not be heard again behind that. */
  void patience(Duration most) throws IOException {
    bare.patience(most);
  }

  /** The connection, below TLS where there is any. */
  PatientSocket bare() {
    return bare;
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  @Override
  RequestReader reader() {
    return reader;
  }

  @Override
  MessageWriter writer() {
    return writer;
  }

  /** Closing on unread bytes resets the connection, and the answer may be lost with it. */
  @Override
  void readAway() throws IOException {
    long until = System.nanoTime() + limits.linger().toNanos();
    socket.setSoTimeout((int) limits.linger().toMillis());
    var nowhere =
        new BodySink() {
          @Override
          public void bytes(byte[] source, int offset, int length) {}

          @Override
          public void end(Fields trailers) {}
        };
    try {
      boolean more = true;
      while (more && System.nanoTime() < until) {
        more = reader.readBody(nowhere);
      }
    } catch (IOException e) {
      // The client has gone, or says no more.
    }
  }

  /** Nothing of gRPC but its single calls can be had in HTTP/1.1. */
  @Override
  void patient() {}

  @Override
  void whenGone(Runnable action) {
    presence.whenGone(action);
  }

  @Override
  void heard() {
    presence.heard();
  }

  @Override
  void over() {
    presence.over();
  }

  /** What it still sends stands between its requests. */
  @Override
  void answered() {}
}
