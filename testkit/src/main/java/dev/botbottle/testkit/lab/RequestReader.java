package dev.botbottle.testkit.lab;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads HTTP/1.1 requests from a connection. */
final class RequestReader {
  private static final int LONGEST_LINE = 1 << 16;

  private final InputStream in;
  private final OutputStream out;

  RequestReader(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /** A head that is no head of HTTP/1.1: what came, as text. */
  static final class NotHttpException extends IOException {
    private static final long serialVersionUID = 1L;

    NotHttpException(String line) {
      super(line);
    }
  }

  /** The next request; throws {@link EOFException} when there is none. */
  Request next() throws IOException {
    String line = line();
    String[] parts = line.split(" ", -1);
    if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
      throw new NotHttpException(line);
    }
    List<Header> headers = new ArrayList<>();
    for (String field = line(); !field.isEmpty(); field = line()) {
      int colon = field.indexOf(':');
      if (colon < 1) {
        throw new NotHttpException(field);
      }
      headers.add(new Header(field.substring(0, colon), field.substring(colon + 1).strip()));
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean complete = true;
    try {
      readBody(headers, body);
    } catch (NotHttpException e) {
      throw e;
    } catch (IOException e) {
      // What came before the end is the evidence.
      complete = false;
    }
    return new Request(parts[0], parts[1], headers, body.toByteArray(), complete);
  }

  private void readBody(List<Header> headers, ByteArrayOutputStream body) throws IOException {
    long length = 0;
    boolean chunked = false;
    for (Header header : headers) {
      switch (header.name().toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = Long.parseLong(header.value());
        case "transfer-encoding" -> chunked = true;
        case "expect" -> {
          out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          out.flush();
        }
        default -> {}
      }
    }
    if (!chunked) {
      copy(length, body);
      return;
    }
    while (true) {
      String size = line();
      int extension = size.indexOf(';');
      long chunk = Long.parseLong(extension < 0 ? size : size.substring(0, extension), 16);
      if (chunk == 0) {
        break;
      }
      copy(chunk, body);
      line();
    }
    for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
      body.writeBytes(("\n" + trailer).getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private void copy(long length, ByteArrayOutputStream body) throws IOException {
    byte[] buffer = new byte[8_192];
    long left = length;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException();
      }
      body.write(buffer, 0, read);
      left -= read;
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        if (line.size() > 0) {
          throw new NotHttpException(line.toString(StandardCharsets.ISO_8859_1));
        }
        throw new EOFException();
      }
      line.write(b);
      if (line.size() > LONGEST_LINE) {
        throw new NotHttpException("a line without end");
      }
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
