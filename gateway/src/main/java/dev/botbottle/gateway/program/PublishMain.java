package dev.botbottle.gateway.program;

import dev.botbottle.posix.Confinement;
import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.SocketPassing;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The program that takes connections from the host's loopback into the bottle. It lives in the
 * bottle's network: all it has of the host's are listening sockets it was handed, from which
 * connections come and with which it makes none. It writes a byte to descriptor 1 when it serves,
 * and ends with descriptor 0.
 */
public final class PublishMain {
  private static final int SOCKETS = 3;
  private static final int BUFFER = 16 * 1024;

  /** More than a browser opens; beyond, connections wait. */
  private static final int MOST = 256;

  private PublishMain() {}

  /** Serves until its lifeline ends. */
  public static void main(String[] arguments) throws IOException {
    Confinement.hideMemory();
    Descriptor over = Descriptor.inherited(SOCKETS);
    for (Optional<SocketPassing.Labelled> next = SocketPassing.receive(over);
        next.isPresent();
        next = SocketPassing.receive(over)) {
      int port = Integer.parseInt(next.get().label());
      ServerSocketChannel listener = SocketPassing.serverChannel(next.get().socket());
      Thread.ofPlatform().daemon().name("port " + port).start(() -> serve(listener, port));
    }
    over.close();
    Confinement.refuseExecution();
    try (FileOutputStream ready = new FileOutputStream(FileDescriptor.out)) {
      ready.write('\n');
    }
    try (InputStream lifeline = new FileInputStream(FileDescriptor.in)) {
      while (lifeline.read() >= 0) {
        // Nothing is said on it; what counts is its end.
      }
    }
    Runtime.getRuntime().halt(0);
  }

  static void serve(ServerSocketChannel listener, int port) {
    Semaphore room = new Semaphore(MOST);
    while (listener.isOpen()) {
      try {
        room.acquire();
        SocketChannel client = listener.accept();
        Thread.ofVirtual()
            .start(() -> {
              try {
                relay(client, port);
              } finally {
                room.release();
              }
            });
      } catch (IOException e) {
        room.release(); // that connection has gone; the next may come
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void relay(SocketChannel client, int port) {
    try (client;
        SocketChannel server = connect(port)) {
      Thread back = Thread.ofVirtual().start(() -> copy(server, client));
      copy(client, server);
      back.join();
    } catch (IOException e) {
      // Nobody listens inside: the connection ends, as it would on a machine where nobody does.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The server of that port, on either loopback: some bind to the one that localhost means. */
  private static SocketChannel connect(int port) throws IOException {
    try {
      return SocketChannel.open(new InetSocketAddress(loopback(4), port));
    } catch (IOException e) {
      return SocketChannel.open(new InetSocketAddress(loopback(16), port));
    }
  }

  private static InetAddress loopback(int length) throws UnknownHostException {
    byte[] address = new byte[length];
    address[0] = (byte) (length == 4 ? 127 : 0);
    address[length - 1] = 1;
    return InetAddress.getByAddress(address);
  }

  /** Copies until the end, and passes the end on. */
  private static void copy(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      closeBoth(List.of(from, to)); // broken on one side is broken on both
    }
  }

  private static void closeBoth(List<SocketChannel> channels) {
    for (SocketChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        // It is closed for us all the same.
      }
    }
  }
}
