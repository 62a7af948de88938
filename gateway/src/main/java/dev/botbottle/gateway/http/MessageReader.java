package dev.botbottle.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1.1 messages from a stream, in the order head, body, head, body. Owned by one thread
 * at a time.
 */
abstract class MessageReader implements BodySource {
  /*
   * Netty's decoders are subclassed so that their decode step can be called with a buffer of ours,
   * outside any channel or pipeline. One step takes either nothing (more bytes are needed) or one
   * syntactic unit, so what was not consumed stays in the buffer: the bytes behind the head of a
   * CONNECT or an upgrade are never parsed as HTTP.
   */
  private static final int CHUNK = 16 * 1024;

  private final InputStream in;
  private final ByteBuf buffer;
  private final ArrayDeque<HttpObject> decoded = new ArrayDeque<>(4);
  private final List<Object> step = new ArrayList<>(4);
  private boolean ended;

  /** Whether the next byte belongs to a head. */
  private boolean inHead = true;

  private boolean headBegun;
  private final int maxHead;

  /** Bytes of lines, of a head or around a body's data, since the last other thing. */
  private int lines;

  MessageReader(InputStream in, int maxHead) {
    this.in = in;
    this.maxHead = maxHead;
    this.buffer = Unpooled.buffer(CHUNK, maxHead + 2 * CHUNK);
  }

  static HttpDecoderConfig strict(int maxHead) {
    // Netty's own limits depend on how a line arrives, by its end of two bytes, and one of them is
    // for a head and its trailers together: they stand behind the one that counts.
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(maxHead + 2)
        .setMaxHeaderSize(2 * maxHead + 2)
        .setMaxChunkSize(CHUNK)
        .setValidateHeaders(true)
        .setStrictLineParsing(true)
        .setUseRfc9112TransferEncoding(true)
        .setAllowDuplicateContentLengths(false)
        .setAllowPartialChunks(true);
  }

  /** One step of Netty's decoder. */
  abstract void decode(ByteBuf source, List<Object> out) throws Exception;

  /** Netty's handling of the end of the stream. */
  abstract void decodeLast(ByteBuf source, List<Object> out) throws Exception;

  /** Whether folded header lines (RFC 9112 §5.2) are refused rather than joined. */
  abstract boolean refusesFolding();

  /** Whether something was read beyond what was handed out, whole or not. */
  public final boolean hasBuffered() {
    return !decoded.isEmpty() || buffer.isReadable();
  }

  /** Whether the next head or piece of a body can be had without waiting for the peer. */
  @Override
  public final boolean ready() throws IOException {
    while (decoded.isEmpty()) {
      if (!step() && (in.available() == 0 || !fill())) {
        return false;
      }
    }
    return true;
  }

  /** Takes what was read but belongs to no message, after a switch of protocols. */
  public final byte[] takeRest() {
    byte[] rest = new byte[buffer.readableBytes()];
    buffer.readBytes(rest);
    return rest;
  }

  /** The next head, or null when the stream ends between messages. */
  final @Nullable HttpMessage nextHead() throws IOException {
    HttpObject next = next();
    if (next == null) {
      if (headBegun || buffer.isReadable()) {
        throw new MalformedMessage("connection closed within a head");
      }
      return null;
    }
    if (!(next instanceof HttpMessage message)) {
      throw new MalformedMessage("a body without a head");
    }
    inHead = false;
    headBegun = false;
    return message;
  }

  @Override
  public final boolean readBody(BodySink sink) throws IOException {
    HttpObject next = next();
    if (next == null) {
      throw new BodyCutShort();
    }
    if (!(next instanceof HttpContent content)) {
      throw new MalformedMessage("a head within a body");
    }
    try {
      ByteBuf bytes = content.content();
      if (bytes.isReadable()) {
        sink.bytes(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes());
      }
    } finally {
      content.release();
    }
    if (content instanceof LastHttpContent last) {
      inHead = true;
      sink.end(fields(last.trailingHeaders()));
      return false;
    }
    return true;
  }

  /** Takes the end that Netty reports for a message without a body. */
  final void skipEnd() throws IOException {
    readBody(
        new BodySink() {
          @Override
          public void bytes(byte[] source, int offset, int length) throws IOException {
            throw new MalformedMessage("a body where there must be none");
          }

          @Override
          public void end(Fields trailers) {}
        });
  }

  private @Nullable HttpObject next() throws IOException {
    while (true) {
      HttpObject ready = decoded.poll();
      if (ready != null) {
        return ready;
      }
      if (!step() && !fill()) {
        decoded.clear();
        return last();
      }
    }
  }

  /** Decodes one unit; false when that took nothing. */
  private boolean step() throws IOException {
    int before = buffer.readerIndex();
    if (!buffer.isReadable() || (inHead && !headBegun && !headBegins())) {
      return false;
    }
    run(false);
    int after = buffer.readerIndex();
    if (inHead && after > before) {
      if (refusesFolding()) {
        refuseFolding(before, after);
      }
      headBegun = true;
    }
    countLines(before, after);
    return after > before || !decoded.isEmpty();
  }

  /**
   * Passes over empty lines (RFC 9112 §2.2); false when there is nothing else yet. Netty would pass
   * over much more.
   */
  private boolean headBegins() throws MalformedMessage {
    while (buffer.isReadable()) {
      int at = buffer.readerIndex();
      int first = buffer.getByte(at);
      if (first > ' ' && first != 0x7f) {
        return true;
      }
      if (first != '\r') {
        throw new MalformedMessage("a head that does not begin with a word");
      }
      if (buffer.readableBytes() < 2) {
        return false;
      }
      if (buffer.getByte(at + 1) != '\n') {
        throw new MalformedMessage("a line that does not end in CR LF");
      }
      buffer.skipBytes(2);
      count(2);
    }
    return false;
  }

  /** Counts what of a step was lines: its bounds are not Netty's, which depend on how it came. */
  private void countLines(int before, int after) throws MalformedMessage {
    int from = before;
    boolean ends = false;
    for (Object object : step) {
      if (object instanceof HttpContent content && content.content().isReadable()) {
        ByteBuf data = content.content();
        int begin = data.arrayOffset() + data.readerIndex() - buffer.arrayOffset();
        count(begin - from);
        lines = 0;
        from = begin + data.readableBytes();
      }
      ends |= object instanceof HttpMessage || object instanceof LastHttpContent;
    }
    count(after - from);
    if (ends) {
      lines = 0;
    }
  }

  private void count(int bytes) throws MalformedMessage {
    lines += bytes;
    if (lines > maxHead) {
      throw new MalformedMessage(
          inHead ? "a head longer than the limit" : "trailers longer than the limit");
    }
  }

  private @Nullable HttpObject last() throws IOException {
    if (ended) {
      return null;
    }
    ended = true;
    run(true);
    return decoded.poll();
  }

  private void run(boolean atEnd) throws IOException {
    step.clear();
    try {
      if (atEnd) {
        decodeLast(buffer, step);
      } else {
        decode(buffer, step);
      }
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new MalformedMessage(reason(e));
    }
    for (Object object : step) {
      if (!(object instanceof HttpObject message)) {
        throw new MalformedMessage("bytes outside a message");
      }
      DecoderResult result = message.decoderResult();
      if (result.isFailure()) {
        throw new MalformedMessage(reason(result.cause()));
      }
      decoded.add(message);
    }
  }

  /** Looks for a line that begins with white space in the lines of a head just consumed. */
  private void refuseFolding(int from, int to) throws MalformedMessage {
    boolean lineStart = true;
    for (int i = from; i < to; i++) {
      byte b = buffer.getByte(i);
      if (lineStart && (b == ' ' || b == '\t')) {
        throw new MalformedMessage("a folded header line");
      }
      lineStart = b == '\n';
    }
  }

  private boolean fill() throws IOException {
    if (!buffer.isReadable()) {
      buffer.clear();
    } else if (buffer.writableBytes() == 0) {
      buffer.discardReadBytes();
    }
    if (buffer.maxWritableBytes() == 0) {
      throw new MalformedMessage("a line longer than the limit");
    }
    if (buffer.writableBytes() == 0) {
      buffer.ensureWritable(Math.min(CHUNK, buffer.maxWritableBytes()));
    }
    int room = buffer.writableBytes();
    int read = in.read(buffer.array(), buffer.arrayOffset() + buffer.writerIndex(), room);
    if (read <= 0) {
      return false;
    }
    buffer.writerIndex(buffer.writerIndex() + read);
    return true;
  }

  static Framing framing(HttpMessage message, Framing otherwise) throws MalformedMessage {
    HttpHeaders headers = message.headers();
    List<String> codings = headers.getAll("transfer-encoding");
    if (!codings.isEmpty()) {
      // Any other coding, or the same one twice, is read differently by different servers.
      if (codings.size() != 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
        throw new MalformedMessage("a transfer coding other than chunked");
      }
      return new Framing.Chunked();
    }
    long length = HttpUtil.getContentLength(message, -1L);
    return length < 0 ? otherwise : new Framing.Length(length);
  }

  static Fields fields(HttpHeaders headers) {
    var fields = new Fields();
    var iterator = headers.iteratorAsString();
    while (iterator.hasNext()) {
      Map.Entry<String, String> line = iterator.next();
      // Joined of folded lines it may end in a space, which is no part of it (RFC 9112 §5.1).
      fields.add(line.getKey(), line.getValue().strip());
    }
    return fields;
  }

  private static String reason(Throwable cause) {
    // Netty's own messages quote the offending bytes, which may be secret.
    return switch (cause.getClass().getSimpleName()) {
      case "TooLongHttpLineException" -> "a request line longer than the limit";
      case "TooLongHttpHeaderException" -> "a header longer than the limit";
      case "InvalidLineSeparatorException" -> "a line that does not end in CR LF";
      case "ContentLengthNotAllowedException" -> "Content-Length together with Transfer-Encoding";
      case "TransferEncodingNotAllowedException" -> "Transfer-Encoding in HTTP/1.0";
      case "InvalidChunkExtensionException" -> "a malformed chunk line";
      case "InvalidChunkTerminationException" -> "a chunk without its end";
      default -> "not a well-formed HTTP/1.1 message";
    };
  }
}
