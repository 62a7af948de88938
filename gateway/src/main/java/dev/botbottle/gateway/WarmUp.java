package dev.botbottle.gateway;

import dev.botbottle.gateway.http.MessageWriter;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.http.RequestReader;
import dev.botbottle.gateway.http.ResponseReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Loads the codecs' classes by reading and writing one message of each kind. */
final class WarmUp {
  private final Limits limits;

  WarmUp(Limits limits) {
    this.limits = limits;
  }

  void run() throws IOException {
    RequestHead request =
        new RequestReader(bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), limits.maxHead()).readHead();
    new ResponseReader(bytes("HTTP/1.1 204 No Content\r\n\r\n"), limits.maxHead()).readHead("GET");
    if (request != null) {
      var writer = new MessageWriter(OutputStream.nullOutputStream());
      writer.head(request.method(), request.target(), request.fields(), request.framing());
      writer.flush();
    }
  }

  private static ByteArrayInputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }
}
