package dev.botbottle.gateway;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.MessageWriter;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.http.RequestReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** The bottle's side of one connection, once it speaks HTTP. */
final class Client {
  private final Session session;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final RequestReader reader;
  private final MessageWriter writer;

  /** Over this socket, whose bytes are read from {@code in}. */
  Client(Session session, Socket socket, InputStream in) throws IOException {
    this.session = session;
    this.socket = socket;
    this.in = in;
    this.out = socket.getOutputStream();
    this.reader = new RequestReader(in, session.limits().maxHead());
    this.writer = new MessageWriter(out);
  }

  Socket socket() {
    return socket;
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  RequestReader reader() {
    return reader;
  }

  MessageWriter writer() {
    return writer;
  }

  /** Tells a client that waits for it to send its body (RFC 9110 §10.1.1). */
  void proceed() throws IOException {
    writer.head(100, "Continue", new Fields(), new Framing.None());
    writer.flush();
  }

  /** Records a refusal and answers with it; returns whether the connection may go on. */
  boolean refuse(RequestHead head, Refusal refusal, Destination to, String path)
      throws IOException {
    try {
      session.recorder().refused(to, head.method(), path, refusal);
    } catch (IOException e) {
      return answer(head, Refusal.ledger(), to, false);
    }
    return answer(head, refusal, to, false);
  }

  /**
   * Answers with a refusal; returns whether the connection may go on.
   *
   * @param bodyTaken whether somebody else reads the request's body
   */
  boolean answer(RequestHead head, Refusal refusal, Destination to, boolean bodyTaken)
      throws IOException {
    boolean body = head.framing().hasBody();
    boolean keep = !body && head.persistent();
    boolean json = prefersJson(head.fields());
    session
        .page()
        .write(
            writer,
            refusal,
            head.method() + " " + to.scheme() + "://" + to.authority(),
            json,
            head.method().equals("HEAD"),
            keep);
    if (body && !bodyTaken && !head.fields().hasToken("expect", "100-continue")) {
      readAway();
    }
    return keep;
  }

  /** Answers what could not be read as a request at all. */
  void answerMalformed(Refusal refusal, Destination to) throws IOException {
    session
        .page()
        .write(writer, refusal, to.scheme() + "://" + to.authority(), false, false, false);
  }

  /** Closing on unread bytes resets the connection, and the answer may be lost with it. */
  private void readAway() throws IOException {
    long until = System.nanoTime() + session.limits().linger().toNanos();
    socket.setSoTimeout((int) session.limits().linger().toMillis());
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

  private static boolean prefersJson(Fields fields) {
    for (String type : fields.tokens("accept")) {
      if (type.startsWith("application/json")) {
        return true;
      }
      if (type.startsWith("text/") || type.startsWith("*/*")) {
        return false;
      }
    }
    return false;
  }
}
