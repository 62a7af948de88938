package dev.botbottle.gateway;

import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.http2.Http2Stream;
import dev.botbottle.gateway.http2.ServerConnection;
import dev.botbottle.ledger.LedgerException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/** The requests of a connection that speaks HTTP/2, side by side, each decided anew. */
final class StreamFront implements ServerConnection.Requests {
  private final Session session;
  private final Addressing addressing;

  StreamFront(Session session, Addressing addressing) {
    this.session = session;
    this.addressing = addressing;
  }

  /**
   * Serves until the connection has ended.
   *
   * @param out what the socket's bytes are written to
   * @param bare the connection below TLS
   */
  void serve(Socket socket, OutputStream out, PatientSocket bare) throws IOException {
    var connection =
        new ServerConnection(
            socket.getInputStream(),
            out,
            this,
            session.streams().memory(),
            session.patience(),
            session.streams().places(),
            session.limits().maxHead(),
            session.limits().clientIdle());
    bare.patience(session.limits().clientIdle(), connection::silent);
    connection.serve();
    // Without it TLS waits for ever for whoever is still writing, to say goodbye behind him.
    socket.setSoLinger(true, 1);
    lastWord(socket);
  }

  /** Closing on unread bytes resets the connection, and what was said last may be lost with it. */
  private void lastWord(Socket socket) throws IOException {
    // RFC 9113 §5.4.1: the client sees at once that this is the end.
    socket.shutdownOutput();
    long until = System.nanoTime() + session.limits().linger().toNanos();
    socket.setSoTimeout((int) session.limits().linger().toMillis());
    byte[] nowhere = new byte[4_096];
    int n = 0;
    while (n >= 0 && System.nanoTime() < until) {
      n = socket.getInputStream().read(nowhere);
    }
  }

  @Override
  public void serve(RequestHead head, Http2Stream stream) throws IOException {
    new Decided(session, new StreamClient(session, stream), addressing).serve(head);
  }

  @Override
  public void malformed(String why) {
    try {
      session.recorder().refused(addressing.unread(), "", "", Refusal.malformed(why));
    } catch (LedgerException e) {
      // Nothing leaves either way.
    }
  }
}
