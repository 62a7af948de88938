package dev.botbottle.gateway;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bodies in tests. */
final class Bodies {
  private Bodies() {}

  /** Keeps a body as text of one character for each byte. */
  static final class Text implements BodySink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Fields trailers = new Fields();

    @Override
    public void bytes(byte[] source, int offset, int length) {
      bytes.write(source, offset, length);
    }

    @Override
    public void end(Fields last) {
      trailers = last;
    }

    /** What stood behind it. */
    Fields trailers() {
      return trailers;
    }

    String text() {
      return bytes.toString(StandardCharsets.ISO_8859_1);
    }
  }
}
