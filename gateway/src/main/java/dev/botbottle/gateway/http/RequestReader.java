package dev.botbottle.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads requests. */
public final class RequestReader extends MessageReader {
  private final Decoder decoder;

  /** Reads from this stream; no head may have more than {@code maxHead} bytes. */
  public RequestReader(InputStream in, int maxHead) {
    super(in, maxHead);
    decoder = new Decoder(strict(maxHead));
  }

  /**
   * The next request's head; its body, if its framing has one, is to be read next. Returns null
   * when the client has closed the connection.
   *
   * @throws MalformedMessage when it is no request or an ambiguous one
   */
  public @Nullable RequestHead readHead() throws IOException {
    if (!(nextHead() instanceof HttpRequest request)) {
      return null;
    }
    String method = request.method().name();
    String target = request.uri();
    if (target.isEmpty()) {
      throw new MalformedMessage("a request without a target");
    }
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        throw new MalformedMessage("a request target with a character that is not printable ASCII");
      }
    }
    Framing framing = framing(request, new Framing.None());
    if (!framing.hasBody()) {
      skipEnd();
    } else if (method.equals("CONNECT")) {
      // RFC 9110 §9.3.6; what follows is the tunnel for one reader and a body for another.
      throw new MalformedMessage("a CONNECT with a body");
    }
    return new RequestHead(
        method, target, modern(request.protocolVersion()), fields(request.headers()), framing);
  }

  static boolean modern(HttpVersion version) throws MalformedMessage {
    if (version.equals(HttpVersion.HTTP_1_1)) {
      return true;
    }
    if (version.equals(HttpVersion.HTTP_1_0)) {
      return false;
    }
    throw new MalformedMessage("a version other than HTTP/1.1 and HTTP/1.0");
  }

  @Override
  void decode(ByteBuf source, List<Object> out) throws Exception {
    decoder.step(source, out);
  }

  @Override
  void decodeLast(ByteBuf source, List<Object> out) throws Exception {
    decoder.end(source, out);
  }

  @Override
  boolean refusesFolding() {
    return true;
  }

  /** Opens Netty's decode step; it makes no use of a channel context. */
  private static final class Decoder extends HttpRequestDecoder {
    Decoder(HttpDecoderConfig config) {
      super(config);
    }

    void step(ByteBuf source, List<Object> out) throws Exception {
      decode(null, source, out);
    }

    void end(ByteBuf source, List<Object> out) throws Exception {
      decodeLast(null, source, out);
    }
  }
}
