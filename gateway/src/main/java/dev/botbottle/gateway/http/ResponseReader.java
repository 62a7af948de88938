package dev.botbottle.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads responses. */
public final class ResponseReader extends MessageReader implements ResponseSource {
  private final Decoder decoder;

  /** Reads from this stream; no head may have more than {@code maxHead} bytes. */
  public ResponseReader(InputStream in, int maxHead) {
    super(in, maxHead);
    decoder = new Decoder(strict(maxHead));
  }

  /**
   * {@inheritDoc}
   *
   * @throws MalformedMessage when it is no response or an ambiguous one
   */
  @Override
  public ResponseHead readHead(String requestMethod) throws IOException {
    decoder.head = requestMethod.equals("HEAD");
    if (!(nextHead() instanceof HttpResponse response)) {
      throw new ConnectionEnded();
    }
    int status = response.status().code();
    if (status < 100 || status > 999) {
      throw new MalformedMessage("a status of other than three digits");
    }
    checkReason(response.status().reasonPhrase());
    boolean bodiless = decoder.head || status < 200 || status == 204 || status == 304;
    Framing framing = bodiless ? new Framing.None() : framing(response, new Framing.UntilClose());
    if (!framing.hasBody()) {
      skipEnd();
    }
    return new ResponseHead(
        status,
        response.status().reasonPhrase(),
        RequestReader.modern(response.protocolVersion()),
        fields(response.headers()),
        framing);
  }

  private static void checkReason(String reason) throws MalformedMessage {
    for (int i = 0; i < reason.length(); i++) {
      char c = reason.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        throw new MalformedMessage("a control character in a reason phrase");
      }
    }
  }

  /** The server closed the connection without beginning a response. */
  public static final class ConnectionEnded extends IOException {
    private static final long serialVersionUID = 1L;

    ConnectionEnded() {
      super("the server closed the connection without an answer");
    }
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
    return false;
  }

  /** Opens Netty's decode step; it makes no use of a channel context. */
  private static final class Decoder extends HttpResponseDecoder {
    private boolean head;

    Decoder(HttpDecoderConfig config) {
      super(config);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
      // Netty still reads a body behind the 101 of a WebSocket draft of 2010; RFC 6455 has none.
      boolean interim = message instanceof HttpResponse response && response.status().code() < 200;
      return head || interim || super.isContentAlwaysEmpty(message);
    }

    void step(ByteBuf source, List<Object> out) throws Exception {
      decode(null, source, out);
    }

    void end(ByteBuf source, List<Object> out) throws Exception {
      decodeLast(null, source, out);
    }
  }
}
