package dev.botbottle.gateway.http;

import dev.botbottle.policy.Field;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes messages from their parts, so that nothing the other side's parser did not understand is
 * passed on. Buffers until {@link #flush}; owned by one thread at a time.
 */
public final class MessageWriter implements RequestSink, ResponseSink {
  /** For a body of 16 KiB, as servers send, and its head. */
  private static final int CAPACITY = 20 * 1024;

  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] LAST_CHUNK = {'0', '\r', '\n'};
  private static final String HEX = "0123456789abcdef";

  private final OutputStream out;
  private final byte[] buffer = new byte[CAPACITY];
  private int used;
  private Framing framing = new Framing.None();
  private long remaining;

  public MessageWriter(OutputStream out) {
    this.out = out;
  }

  /** Writes a request's head; the framing's own field is added here and nowhere else. */
  @Override
  public void head(String method, String target, Fields fields, Framing body) throws IOException {
    text(method);
    one(' ');
    text(target);
    text(" HTTP/1.1\r\n");
    fields(fields, body);
  }

  @Override
  public void head(int status, String reason, Fields fields, Framing body) throws IOException {
    text("HTTP/1.1 ");
    text(Integer.toString(status));
    one(' ');
    text(reason);
    raw(CRLF, 0, 2);
    fields(fields, body);
  }

  private void fields(Fields fields, Framing body) throws IOException {
    for (Field field : fields.lines()) {
      text(field.name());
      text(": ");
      text(field.value());
      raw(CRLF, 0, 2);
    }
    switch (body) {
      case Framing.None() -> {}
      case Framing.UntilClose() -> {}
      case Framing.Chunked() -> text("Transfer-Encoding: chunked\r\n");
      case Framing.Length(long bytes) -> {
        text("Content-Length: ");
        text(Long.toString(bytes));
        raw(CRLF, 0, 2);
        remaining = bytes;
      }
    }
    framing = body;
    raw(CRLF, 0, 2);
  }

  @Override
  public void bytes(byte[] source, int offset, int length) throws IOException {
    if (length == 0) {
      return;
    }
    switch (framing) {
      case Framing.None() -> throw new IOException("a body where there must be none");
      case Framing.UntilClose() -> raw(source, offset, length);
      case Framing.Length(long announced) -> {
        remaining -= length;
        if (remaining < 0) {
          throw new IOException("a body longer than the " + announced + " bytes announced");
        }
        raw(source, offset, length);
      }
      case Framing.Chunked() -> {
        hex(length);
        raw(CRLF, 0, 2);
        raw(source, offset, length);
        raw(CRLF, 0, 2);
      }
    }
  }

  @Override
  public void end(Fields trailers) throws IOException {
    switch (framing) {
      case Framing.None() -> {}
      case Framing.UntilClose() -> {}
      case Framing.Length(long announced) -> {
        if (remaining != 0) {
          throw new IOException("a body shorter than the " + announced + " bytes announced");
        }
      }
      case Framing.Chunked() -> {
        raw(LAST_CHUNK, 0, LAST_CHUNK.length);
        for (Field field : trailers.lines()) {
          text(field.name());
          text(": ");
          text(field.value());
          raw(CRLF, 0, 2);
        }
        raw(CRLF, 0, 2);
      }
    }
  }

  @Override
  public void flush() throws IOException {
    if (used > 0) {
      out.write(buffer, 0, used);
      used = 0;
    }
    out.flush();
  }

  private void hex(int number) throws IOException {
    boolean begun = false;
    for (int shift = 28; shift >= 0; shift -= 4) {
      int digit = number >>> shift & 0xf;
      if (begun || digit != 0) {
        begun = true;
        one(HEX.charAt(digit));
      }
    }
  }

  private void text(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    raw(bytes, 0, bytes.length);
  }

  private void one(char c) throws IOException {
    if (used == CAPACITY) {
      out.write(buffer, 0, used);
      used = 0;
    }
    buffer[used++] = (byte) c;
  }

  private void raw(byte[] source, int offset, int length) throws IOException {
    if (length > CAPACITY - used) {
      out.write(buffer, 0, used);
      used = 0;
      if (length >= CAPACITY) {
        out.write(source, offset, length);
        return;
      }
    }
    System.arraycopy(source, offset, buffer, used, length);
    used += length;
  }
}
