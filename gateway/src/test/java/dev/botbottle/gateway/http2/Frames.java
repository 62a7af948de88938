package dev.botbottle.gateway.http2;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A peer that writes frames as a test wants them, right or wrong. */
public final class Frames implements Closeable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 1;
  public static final int ACK = 1;
  public static final int END_HEADERS = 4;
  public static final int PADDED = 8;
  public static final int PRIORITISED = 0x20;

  // RFC 9113 §7.
  public static final int NO_ERROR = 0;
  public static final int PROTOCOL_ERROR = 1;
  public static final int INTERNAL_ERROR = 2;
  public static final int FLOW_CONTROL_ERROR = 3;
  public static final int STREAM_CLOSED = 5;
  public static final int FRAME_SIZE_ERROR = 6;
  public static final int REFUSED_STREAM = 7;
  public static final int CANCEL = 8;
  public static final int COMPRESSION_ERROR = 9;
  public static final int ENHANCE_YOUR_CALM = 11;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);

  public Frames(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
    socket.setSoTimeout(15_000);
  }

  /** A frame; the payload of DATA and HEADERS without padding. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Frame(int type, int flags, int stream, byte[] payload) {
    public boolean ends() {
      return (flags & END_STREAM) != 0;
    }

    public String text() {
      return new String(payload, StandardCharsets.ISO_8859_1);
    }

    /** The error code of RST_STREAM or GOAWAY. */
    public int code() {
      ByteBuffer bytes = ByteBuffer.wrap(payload);
      return type == GOAWAY ? bytes.getInt(4) : bytes.getInt(0);
    }
  }

  /** A client's preface with its settings, as identifiers and values. */
  public Frames greet(int... settings) throws IOException {
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return settings(settings);
  }

  public Frames settings(int... pairs) throws IOException {
    ByteBuffer payload = ByteBuffer.allocate(pairs.length * 3);
    for (int i = 0; i < pairs.length; i += 2) {
      payload.putShort((short) pairs[i]).putInt(pairs[i + 1]);
    }
    return frame(SETTINGS, 0, 0, payload.array());
  }

  public Frames bytes(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return this;
  }

  public Frames frame(int type, int flags, int stream, byte... payload) throws IOException {
    return frame(type, flags, stream, payload.length, payload);
  }

  public Frames frame(int type, int flags, int stream, int length, byte[] payload)
      throws IOException {
    var bytes = ByteBuffer.allocate(9 + payload.length);
    bytes.put((byte) (length >> 16)).putShort((short) length);
    bytes.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    out.write(bytes.array());
    out.flush();
    return this;
  }

  public static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  public static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  public static byte[] concat(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Names and values with more of them. */
  public static String[] with(String[] head, String... more) {
    String[] all = Arrays.copyOf(head, head.length + more.length);
    System.arraycopy(more, 0, all, head.length, more.length);
    return all;
  }

  /** Names and values in turn, each a literal that is not indexed (RFC 7541 §6.2.2). */
  public static byte[] block(String... fields) {
    var block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      block.write(0);
      literal(block, fields[i]);
      literal(block, fields[i + 1]);
    }
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, String text) {
    byte[] bytes = text(text);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int left = bytes.length - 127;
      while (left >= 128) {
        block.write((left & 127) | 128);
        left >>>= 7;
      }
      block.write(left);
    }
    block.writeBytes(bytes);
  }

  /** A header section in one frame. */
  public Frames headers(int stream, boolean end, String... fields) throws IOException {
    return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(fields));
  }

  public Frames data(int stream, boolean end, String text) throws IOException {
    return frame(DATA, end ? END_STREAM : 0, stream, text(text));
  }

  /** The next frame that is no SETTINGS, PING or WINDOW_UPDATE. */
  public Frame next() throws IOException {
    while (true) {
      Frame frame = any();
      if (frame.type() != SETTINGS && frame.type() != PING && frame.type() != WINDOW_UPDATE) {
        return frame;
      }
    }
  }

  /** The next frame of this type; others are passed over. */
  public Frame next(int type) throws IOException {
    while (true) {
      Frame frame = any();
      if (frame.type() == type) {
        return frame;
      }
    }
  }

  public Frame any() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Frame(type, flags, stream, payload);
  }

  /** Whether the peer closes without another word but those that are passed over. */
  public boolean closed() throws IOException {
    try {
      next();
      return false;
    } catch (EOFException e) {
      return true;
    }
  }

  /** The fields of a head. */
  public Map<String, String> fields(Frame headers) throws IOException {
    try {
      var fields = new LinkedHashMap<String, String>();
      for (var line :
          decoder.decodeHeaders(headers.stream(), Unpooled.wrappedBuffer(headers.payload()))) {
        fields.put(line.getKey().toString(), line.getValue().toString());
      }
      return fields;
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }

  /** A whole response with a body that fits into the windows. */
  public record Answer(Map<String, String> head, String body, Map<String, String> trailers) {
    public int status() {
      return Integer.parseInt(head.getOrDefault(":status", "0"));
    }
  }

  /** The next response; there is only one stream to hear from. */
  public Answer hear() throws IOException {
    Frame frame = next(HEADERS);
    Map<String, String> head = fields(frame);
    Map<String, String> trailers = Map.of();
    var body = new StringBuilder();
    while (!frame.ends()) {
      frame = next();
      if (frame.type() == HEADERS) {
        trailers = fields(frame);
      } else if (frame.type() == DATA) {
        body.append(frame.text());
      } else {
        throw new IOException("frame " + frame.type() + " within a response, code " + frame.code());
      }
    }
    return new Answer(head, body.toString(), trailers);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
