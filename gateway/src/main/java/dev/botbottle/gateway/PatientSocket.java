package dev.botbottle.gateway;

import dev.botbottle.gateway.patience.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A connection whose reads end by a timer of their own ({@link #setSoTimeout}, after which it may
 * be read on) or by the {@link Patience} of the session, which costs next to nothing and after
 * which nothing more can be read. Has what TLS and the gateway ask of a socket and no more.
 */
final class PatientSocket extends Socket {
  private final SocketChannel channel;
  private final Socket socket;
  private final Patience.Wait wait;
  private final ReadAhead in;
  private final Gathering out;
  private final LongSupplier giveUp = this::giveUp;

  /** How long a read may take, and what is done then; zero for as long as it takes. */
  private volatile long patience;

  private volatile LongSupplier tooLong = giveUp;
  private volatile boolean over;

  /**
   * A connection.
   *
   * @param ahead how much is read of it at once
   */
  PatientSocket(SocketChannel channel, Patience patience, int ahead) throws IOException {
    super((SocketImpl) null);
    this.channel = channel;
    this.socket = channel.socket();
    this.wait = patience.waits();
    this.in = new ReadAhead(new Input(socket.getInputStream()), ahead);
    this.out = new Gathering(socket.getOutputStream());
  }

  /** How long a read may take from now on; zero for as long as it takes. */
  void patience(Duration most) throws SocketException {
    socket.setSoTimeout(0);
    tooLong = giveUp;
    patience = most.toNanos();
  }

  /**
   * The same for whoever reads on and on: somebody is asked whether it may take longer.
   *
   * @param more on the thread of all waits: how many nanoseconds longer, zero for no longer
   */
  void patience(Duration most, LongSupplier more) throws SocketException {
    patience(most);
    tooLong =
        () -> {
          long longer = 0;
          try {
            longer = more.getAsLong();
          } finally {
            if (longer <= 0) {
              giveUp();
            }
          }
          return longer;
        };
  }

  /** Nobody is asked that any more, or held for it. */
  void askNobody() {
    tooLong = giveUp;
  }

  private long giveUp() {
    over = true;
    wait.close();
    try {
      // What waits returns; what there is to write can still be written.
      channel.shutdownInput();
    } catch (IOException e) {
      // It is gone already.
    }
    return 0;
  }

  /** Has something done after a time in which nobody reads, as {@link Patience.Wait#begin} says. */
  void after(long nanos, LongSupplier action) {
    wait.begin(nanos, action);
  }

  /** Has it not done any more; somebody may read. It may have begun. */
  void notAfter() {
    wait.stop();
  }

  /**
   * Reads ahead of what has come, as far as there is room; waits for nothing. While nobody reads.
   *
   * @return whether there may be more to come
   */
  boolean hears() throws IOException {
    long most = patience;
    int timeout = socket.getSoTimeout();
    setSoTimeout(1);
    try {
      while (in.hasRoom()) {
        if (!in.readMore()) {
          return false;
        }
      }
      return true;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(timeout);
      patience = most;
    }
  }

  /** How often the peer was, or has been, given something: odd while it takes its time for that. */
  long turns() {
    return out.turns();
  }

  /**
   * Whether the peer was given nothing since these were its {@link #turns}, and is not just now.
   */
  boolean quietSince(long turns) {
    return out.turns() == turns && turns % 2 == 0;
  }

  private final class Input extends ArrayInput {
    private final InputStream in;

    Input(InputStream in) {
      this.in = in;
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      long most = patience;
      if (most == 0) {
        return in.read(target, offset, length);
      }
      wait.begin(most, tooLong);
      if (!channel.isOpen()) {
        wait.close(); // It was closed meanwhile, by whom it was not known.
      }
      int read;
      try {
        read = in.read(target, offset, length);
      } catch (IOException e) {
        stop();
        throw e;
      }
      stop();
      return read;
    }

    private void stop() throws SocketTimeoutException {
      wait.stop();
      if (over) {
        throw new SocketTimeoutException("it did not speak in time");
      }
    }

    @Override
    public void close() throws IOException {
      PatientSocket.this.close();
    }
  }

  @Override
  public ReadAhead getInputStream() {
    return in;
  }

  @Override
  public Gathering getOutputStream() {
    return out;
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    patience = 0;
    socket.setSoTimeout(millis);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return socket.getSoTimeout();
  }

  @Override
  public void close() throws IOException {
    try {
      socket.close();
    } finally {
      wait.close(); // Last: a read that begins now finds it closed, and is not waited for.
    }
  }

  @Override
  public void shutdownInput() throws IOException {
    socket.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public boolean isConnected() {
    return socket.isConnected();
  }

  @Override
  public boolean isBound() {
    return socket.isBound();
  }

  @Override
  public boolean isClosed() {
    return socket.isClosed();
  }

  @Override
  public boolean isInputShutdown() {
    return socket.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return socket.isOutputShutdown();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    socket.setTcpNoDelay(on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return socket.getTcpNoDelay();
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    socket.setSoLinger(on, seconds);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return socket.getSoLinger();
  }

  @Override
  public InetAddress getInetAddress() {
    return socket.getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return socket.getLocalAddress();
  }

  @Override
  public int getPort() {
    return socket.getPort();
  }

  @Override
  public int getLocalPort() {
    return socket.getLocalPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return socket.getRemoteSocketAddress();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return socket.getLocalSocketAddress();
  }
}
