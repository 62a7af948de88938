package dev.botbottle.testkit.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The answer to one request, in HTTP/1.1 (RFC 9112). */
public final class Reply {
  private final OutputStream out;
  private final boolean head;
  private boolean begun;

  Reply(OutputStream out, boolean head) {
    this.out = out;
    this.head = head;
  }

  /** Sends a whole answer. */
  public void send(int status, List<Header> headers, byte[] body) throws IOException {
    begin(status, headers, "Content-Length: " + body.length);
    if (!head) {
      out.write(body);
    }
    out.flush();
  }

  /** Begins an answer in chunks; each write is sent at once; closing the stream ends the answer. */
  public OutputStream stream(int status, List<Header> headers) throws IOException {
    begin(status, headers, "Transfer-Encoding: chunked");
    out.flush();
    return new Chunks();
  }

  boolean begun() {
    return begun;
  }

  private void begin(int status, List<Header> headers, String framing) throws IOException {
    begun = true;
    StringBuilder text = new StringBuilder("HTTP/1.1 ").append(status).append(" Lab\r\n");
    for (Header header : headers) {
      text.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    text.append(framing).append("\r\n\r\n");
    out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Writes what it is given as one chunk (RFC 9112 §7.1). */
  private final class Chunks extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0 || head) {
        return;
      }
      out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(bytes, offset, length);
      out.write(new byte[] {'\r', '\n'});
      out.flush();
    }

    @Override
    public void close() throws IOException {
      if (!head) {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      out.flush();
    }
  }
}
