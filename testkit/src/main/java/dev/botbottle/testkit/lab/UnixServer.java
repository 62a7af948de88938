package dev.botbottle.testkit.lab;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A Unix socket of the host, open to every account, that greets and records who comes. */
final class UnixServer {
  private final Seen.Side side;
  private final Path path;
  private final ServerSocketChannel listener;
  private final Witness witness;
  private final Path probe;
  private final Semaphore probes = new Semaphore(0);

  UnixServer(Seen.Side side, Path path, Witness witness) throws IOException {
    this.side = side;
    this.path = path;
    this.witness = witness;
    probe = path.resolveSibling(UUID.randomUUID().toString());
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(path));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  void start() {
    Thread.ofPlatform().daemon().name("unix").start(this::accept);
  }

  /** Returns when every connection that came before has been told. */
  void sync() throws IOException, InterruptedException {
    try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // A client that has a name itself can be told from all others.
      client.bind(UnixDomainSocketAddress.of(probe));
      client.connect(UnixDomainSocketAddress.of(path));
      if (!probes.tryAcquire(10, TimeUnit.SECONDS)) {
        throw new LabException("the lab's Unix socket does not accept connections");
      }
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  private void accept() {
    while (true) {
      try {
        SocketChannel client = listener.accept();
        if (UnixDomainSocketAddress.of(probe).equals(client.getRemoteAddress())) {
          probes.release();
          client.close();
          continue;
        }
        witness.saw(new Seen.Connection(side, path.toString(), 0));
        Thread.ofVirtual().start(() -> greet(client));
      } catch (IOException e) {
        System.err.println("accept failed: " + e);
      }
    }
  }

  private static void greet(SocketChannel client) {
    try (client) {
      client.write(ByteBuffer.wrap("lab host\n".getBytes(StandardCharsets.US_ASCII)));
      client.shutdownOutput();
      // Closing with something unread would reset the connection before the greeting is read.
      ByteBuffer ignored = ByteBuffer.allocate(1_024);
      int read = 0;
      while (read >= 0) {
        read = client.read(ignored.clear());
      }
    } catch (IOException e) {
      System.err.println("a client of the Unix socket: " + e);
    }
  }
}
