package dev.botbottle.gateway.http2;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.policy.Field;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/**
 * Makes header sections of heads and encodes them, without a dynamic table: nothing of one request
 * is remembered for the next, and no field is ever to be put into a table by whoever passes it on
 * (RFC 7541 §7.1.3). Owned by whoever may write to the connection.
 */
final class HeadWriter {
  /** What concerns one connection of HTTP/1.1 (RFC 9113 §8.2.2), and what is written otherwise. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "transfer-encoding",
          "upgrade",
          "host",
          "content-length");

  private final DefaultHttp2HeadersEncoder encoder;
  private final ByteBuf block = Unpooled.buffer(512);

  HeadWriter() {
    encoder = new DefaultHttp2HeadersEncoder((name, value) -> name.charAt(0) != ':', true, 16);
    try {
      encoder.maxHeaderTableSize(0);
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static Http2Headers request(String method, String target, Fields fields, Framing body) {
    var section = new DefaultHttp2Headers(false, 16);
    section.add(":method", method);
    section.add(":scheme", "https");
    section.add(":authority", bytes(fields.first("host").orElse("")));
    section.add(":path", bytes(target));
    add(section, fields);
    if (body instanceof Framing.Length(long length)) {
      section.add("content-length", Long.toString(length));
    }
    return section;
  }

  static Http2Headers response(int status, Fields fields, Framing body) {
    var section = new DefaultHttp2Headers(false, 16);
    section.add(":status", Integer.toString(status));
    add(section, fields);
    switch (body) {
      case Framing.Length(long length) -> {
        if (length > 0) {
          section.add("content-length", Long.toString(length));
        }
      }
      case Framing.None() ->
          fields
              .first("content-length")
              .ifPresent(length -> section.add("content-length", bytes(length)));
      case Framing.Chunked(), Framing.UntilClose() -> {}
    }
    return section;
  }

  static Http2Headers trailers(Fields fields) {
    var section = new DefaultHttp2Headers(false, 16);
    add(section, fields);
    return section;
  }

  private static void add(Http2Headers section, Fields fields) {
    for (Field field : fields.lines()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (!LEFT_OUT.contains(name)) {
        section.add(name, bytes(field.value()));
      }
    }
  }

  /** Characters 0 to 255 stand for bytes. */
  private static AsciiString bytes(String text) {
    return new AsciiString(text);
  }

  /** Adds the frames of a header section. */
  void write(FrameBuffer out, int stream, Http2Headers section, boolean end) throws IOException {
    block.clear();
    try {
      encoder.encodeHeaders(stream, section, block);
    } catch (Http2Exception e) {
      throw new IOException("a header section that cannot be written", e);
    }
    out.headers(stream, block.array(), block.readableBytes(), end);
  }
}
