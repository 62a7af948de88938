package dev.botbottle.gateway.http2;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The writing side of a stream: gathers what is written until it is flushed, so that a short
 * message leaves in one piece, and waits while the peer's windows are full.
 */
final class StreamOutput {
  private final Http2Connection connection;
  private final Http2Stream stream;

  /** What is not sent yet; there is none while there is nothing. */
  private byte[] buffer = ReceivedBytes.NONE;

  private int used;
  private @Nullable Http2Headers head;
  private boolean bodiless;
  private long remaining;

  StreamOutput(Http2Connection connection, Http2Stream stream) {
    this.connection = connection;
    this.stream = stream;
  }

  void request(String method, String target, Fields fields, Framing body) {
    begin(HeadWriter.request(method, target, fields, body), body);
  }

  void response(int status, Fields fields, Framing body) throws IOException {
    Http2Headers section = HeadWriter.response(status, fields, body);
    if (status < 200) {
      connection.output.send(stream, section, buffer, 0, null, false);
    } else {
      begin(section, body);
    }
  }

  private void begin(Http2Headers section, Framing body) {
    head = section;
    bodiless = body instanceof Framing.None;
    remaining = body instanceof Framing.Length(long bytes) ? bytes : -1;
  }

  void bytes(byte[] source, int offset, int length) throws IOException {
    if (length > 0 && (bodiless || (remaining >= 0 && remaining < length))) {
      throw new IOException("a body longer than announced");
    }
    if (remaining >= 0) {
      remaining -= length;
    }
    int at = offset;
    int left = length;
    while (left > 0) {
      if (buffer.length == 0) {
        buffer = connection.memory.buffers().take();
      }
      int n = Math.min(left, buffer.length - used);
      if (n == 0) {
        flush();
        continue;
      }
      System.arraycopy(source, at, buffer, used, n);
      used += n;
      at += n;
      left -= n;
    }
  }

  void flush() throws IOException {
    while (head != null || used > 0) {
      Http2Headers first = head;
      int n = connection.window(stream, used, first == null);
      head = null;
      connection.output.send(stream, first, buffer, n, null, false);
      drop(n);
    }
  }

  void end(Fields fields) throws IOException {
    if (remaining > 0) {
      throw new IOException("a body shorter than announced");
    }
    Http2Headers trailers = fields.isEmpty() ? null : HeadWriter.trailers(fields);
    while (true) {
      Http2Headers first = head;
      int n = connection.window(stream, used, first == null);
      boolean last = n == used;
      head = null;
      connection.output.send(stream, first, buffer, n, last ? trailers : null, last);
      drop(n);
      if (last) {
        return;
      }
    }
  }

  private void drop(int sent) {
    if (sent < used) {
      System.arraycopy(buffer, sent, buffer, 0, used - sent);
    }
    used -= sent;
    if (used == 0 && buffer.length > 0) {
      connection.memory.buffers().put(buffer);
      buffer = ReceivedBytes.NONE;
    }
  }
}
