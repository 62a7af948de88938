package dev.botbottle.gateway.dns;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Serves a {@link DnsResponder} on channels that were bound elsewhere, UDP and TCP (RFC 7766), with
 * virtual threads. Closing it closes the channels.
 */
public final class DnsServer implements AutoCloseable {
  /** No query has a reason to be longer, EDNS options included. */
  private static final int LONGEST_QUERY = 4_096;

  private static final int TCP_CONNECTIONS = 32;
  private static final int TCP_IDLE_MILLIS = 10_000;
  private static final long ACCEPT_PAUSE_NANOS = 10_000_000;

  private final DnsResponder responder;
  private final DatagramChannel udp;
  private final ServerSocketChannel tcp;
  private final Semaphore connections = new Semaphore(TCP_CONNECTIONS);

  private DnsServer(DnsResponder responder, DatagramChannel udp, ServerSocketChannel tcp) {
    this.responder = responder;
    this.udp = udp;
    this.tcp = tcp;
  }

  /**
   * Begins to serve. Must not be called on a thread that entered another network namespace: the
   * virtual threads started here would take the pool's carriers there.
   */
  public static DnsServer start(
      DnsResponder responder, DatagramChannel udp, ServerSocketChannel tcp) {
    DnsServer server = new DnsServer(responder, udp, tcp);
    Thread.ofVirtual().name("dns-udp").start(server::serveUdp);
    Thread.ofVirtual().name("dns-tcp").start(server::serveTcp);
    return server;
  }

  private void serveUdp() {
    ByteBuffer query = ByteBuffer.allocate(LONGEST_QUERY);
    while (udp.isOpen()) {
      try {
        SocketAddress client = udp.receive(query.clear());
        Optional<byte[]> answer = responder.respond(query.array(), query.position());
        if (answer.isPresent()) {
          udp.send(ByteBuffer.wrap(answer.get()), client);
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // The ledger failed (no answer without a record; the gateway sees its state by itself),
        // sending to one client failed, or an ICMP error for an earlier answer came in.
      } catch (RuntimeException e) {
        // The scanner failed: this query has no answer, the next may have one.
      }
    }
  }

  private void serveTcp() {
    while (tcp.isOpen()) {
      try {
        connections.acquire();
        SocketChannel client = accept();
        Thread.ofVirtual().name("dns-client").start(() -> serve(client));
      } catch (ClosedChannelException | InterruptedException e) {
        return;
      } catch (IOException e) {
        // Out of descriptors, most likely: the next moment may have one.
        LockSupport.parkNanos(ACCEPT_PAUSE_NANOS);
      }
    }
  }

  private SocketChannel accept() throws IOException {
    try {
      return tcp.accept();
    } catch (IOException e) {
      connections.release();
      throw e;
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      client.socket().setSoTimeout(TCP_IDLE_MILLIS);
      DataInputStream in = new DataInputStream(client.socket().getInputStream());
      OutputStream out = client.socket().getOutputStream();
      byte[] query = new byte[LONGEST_QUERY];
      while (true) {
        int length = in.readUnsignedShort();
        if (length > LONGEST_QUERY) {
          return;
        }
        in.readFully(query, 0, length);
        Optional<byte[]> answer = responder.respond(query, length);
        if (answer.isEmpty()) {
          return;
        }
        byte[] message = answer.get();
        byte[] framed = new byte[message.length + 2];
        framed[0] = (byte) (message.length >>> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        out.write(framed);
      }
    } catch (IOException | RuntimeException e) {
      // The client went away or was idle, or ledger or scanner failed: the connection ends.
      return;
    } finally {
      connections.release();
    }
  }

  @Override
  public void close() throws IOException {
    try (udp) {
      tcp.close();
    }
  }
}
