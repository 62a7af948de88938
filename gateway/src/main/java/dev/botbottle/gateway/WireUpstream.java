package dev.botbottle.gateway;

import dev.botbottle.gateway.http.MessageWriter;
import dev.botbottle.gateway.http.ResponseReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A connection to a server that speaks HTTP/1.1, used by one exchange at a time. */
final class WireUpstream extends Upstream implements AutoCloseable {
  private final Key key;
  private final Socket socket;
  private final PatientSocket bare;
  private final SocketChannel wire;
  private final InputStream in;
  private final OutputStream out;
  private final ResponseReader reader;
  private final MessageWriter writer;
  private boolean reused;
  private long idleSince;

  /**
   * A connection.
   *
   * @param socket what messages go through
   * @param bare the same without TLS
   * @param wire the channel below it
   */
  WireUpstream(Key key, Socket socket, PatientSocket bare, SocketChannel wire, int maxHead)
      throws IOException {
    this.key = key;
    this.socket = socket;
    this.bare = bare;
    this.wire = wire;
    this.in =
        socket == bare
            ? bare.getInputStream()
            : new Decrypted(socket.getInputStream(), bare.getInputStream());
    this.out = socket.getOutputStream();
    this.reader = new ResponseReader(in, maxHead);
    this.writer = new MessageWriter(out);
  }

  Key key() {
    return key;
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

  @Override
  ResponseReader reader() {
    return reader;
  }

  @Override
  MessageWriter writer() {
    return writer;
  }

  /** Whether bytes have come behind the answer: nobody asked for what they say. */
  boolean saidMore() {
    try {
      return reader.hasBuffered() || in.available() > 0;
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * Whether the server has said nothing since: what it says to no request is goodbye.
   *
   * @param sure whether to look for the end of the stream too, which takes a system call or three
   */
  boolean quiet(boolean sure) {
    try {
      // A wait of the exchange before may have ended it when its last byte had just come.
      if (bare.isInputShutdown() || bare.getInputStream().available() > 0) {
        return false;
      }
      return !sure || !ready(SelectionKey.OP_READ);
    } catch (IOException e) {
      return false;
    }
  }

  /** Asks the kernel, without taking bytes that belong to TLS. */
  private boolean ready(int operation) throws IOException {
    wire.configureBlocking(false);
    try (Selector selector = wire.provider().openSelector()) {
      wire.register(selector, operation);
      return selector.selectNow() > 0;
    } finally {
      wire.configureBlocking(true);
    }
  }

  @Override
  boolean reused() {
    return reused;
  }

  void rest(long nanos) {
    reused = true;
    idleSince = nanos;
    bare.askNobody();
  }

  long idleSince() {
    return idleSince;
  }

  @Override
  void patience(Duration time, LongSupplier more) throws IOException {
    bare.patience(time, more);
  }

  /** Always: what comes behind an answer belongs to nothing, and is looked for. */
  @Override
  boolean over(Duration most) {
    return true;
  }

  /** Without TLS's word of farewell. */
  @Override
  void cut() {
    try {
      bare.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  /**
   * With TLS's word of farewell, where the server has room for it. Waits for nothing: a socket of
   * TLS that is closed waits for the server's own farewell, as long as any read of it may take.
   */
  @Override
  public void close() {
    try {
      if (ready(SelectionKey.OP_WRITE)) {
        socket.shutdownOutput();
      }
    } catch (IOException e) {
      // It is gone either way.
    }
    cut();
  }
}
