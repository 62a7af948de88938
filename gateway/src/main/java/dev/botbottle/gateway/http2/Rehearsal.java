package dev.botbottle.gateway.http2;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.patience.Patience;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * An exchange of this package with itself over loopback, in the build: the ahead-of-time cache
 * knows the classes then, and a program that never speaks HTTP/2 loads none of them.
 */
public final class Rehearsal {
  private static final int MAX_HEAD = 8 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Rehearsal() {}

  /** Asks once, with a body and trailers both ways, and ends well. */
  public static void run() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket near = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        Socket far = listener.accept();
        Patience waits = new Patience()) {
      var server =
          new ServerConnection(
              far.getInputStream(),
              far.getOutputStream(),
              new Echo(),
              StreamMemory.standard(),
              waits,
              new Semaphore(1),
              MAX_HEAD,
              PATIENCE);
      Thread.startVirtualThread(server::serve);
      var client =
          new ClientConnection(
              near.getInputStream(),
              near.getOutputStream(),
              near,
              StreamMemory.standard(),
              waits,
              MAX_HEAD,
              PATIENCE,
              PATIENCE);
      client.start();
      Http2Stream stream =
          client.request().orElseThrow(() -> new IOException("no stream for the rehearsal"));
      stream.head("POST", "/", new Fields().add("host", "a"), new Framing.Chunked());
      stream.bytes(new byte[] {1}, 0, 1);
      stream.end(new Fields().add("x", "1"));
      stream.readHead("POST");
      while (stream.readBody(Nowhere.SINK)) {}
      client.goAway(Http2Error.NO_ERROR);
    }
  }

  private static final class Echo implements ServerConnection.Requests {
    @Override
    public void serve(RequestHead head, Http2Stream stream) throws IOException {
      while (stream.readBody(Nowhere.SINK)) {}
      stream.head(200, "", new Fields(), new Framing.Chunked());
      stream.bytes(new byte[] {1}, 0, 1);
      stream.end(new Fields().add("x", "1"));
    }

    @Override
    public void malformed(String why) {}
  }

  private static final class Nowhere implements BodySink {
    private static final BodySink SINK = new Nowhere();

    @Override
    public void bytes(byte[] source, int offset, int length) {}

    @Override
    public void end(Fields trailers) {}
  }
}
