package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http2.Frames;
import dev.botbottle.gateway.http2.Http2Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A client of gRPC that writes its messages, and servers of it. */
abstract class GrpcCalls {
  Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  static String[] call(String... more) {
    return Frames.with(head("POST", "application/grpc+proto"), more);
  }

  static String[] head(String method, String type) {
    return new String[] {
      ":method",
      method,
      ":scheme",
      "https",
      ":authority",
      "api.test",
      ":path",
      "/chat.Chat/Talk",
      "content-type",
      type,
      "te",
      "trailers"
    };
  }

  static byte[] message(int flag, byte[] payload) {
    var bytes = ByteBuffer.allocate(5 + payload.length);
    return bytes.put((byte) flag).putInt(payload.length).put(payload).array();
  }

  static byte[] message(String text) {
    return message(0, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static byte[] gzip(String text) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return out.toByteArray();
  }

  static Frames data(Frames to, boolean end, byte[] bytes) throws IOException {
    return to.frame(Frames.DATA, end ? Frames.END_STREAM : 0, 1, bytes);
  }

  static void begin(Http2Stream stream, String... more) throws IOException {
    var fields = new Fields().add("content-type", "application/grpc+proto");
    for (int i = 0; i < more.length; i += 2) {
      fields.add(more[i], more[i + 1]);
    }
    stream.head(200, "", fields, new Framing.Chunked());
    stream.flush();
  }

  static void say(Http2Stream stream, byte[] bytes) throws IOException {
    stream.bytes(bytes, 0, bytes.length);
    stream.flush();
  }

  static void end(Http2Stream stream) throws IOException {
    stream.end(new Fields().add("grpc-status", "0"));
  }

  /** Collects what arrives, as it arrives. */
  static final class Pieces implements BodySink {
    private final BlockingQueue<String> pieces;

    Pieces(BlockingQueue<String> pieces) {
      this.pieces = pieces;
    }

    @Override
    public void bytes(byte[] source, int offset, int length) {
      pieces.add(new String(source, offset, length, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void end(Fields trailers) {
      pieces.add("END");
    }
  }

  /** A server that puts down what it reads, then ends well; and the pieces. */
  BlockingQueue<String> listening() throws IOException {
    var pieces = new LinkedBlockingQueue<String>();
    lab.streams(
        "api.test",
        (head, stream) -> {
          while (stream.readBody(new Pieces(pieces))) {}
          begin(stream);
          end(stream);
        });
    return pieces;
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static String take(BlockingQueue<String> pieces) throws InterruptedException {
    return String.valueOf(pieces.poll(10, TimeUnit.SECONDS));
  }

  static String upTo(BlockingQueue<String> pieces, int length) throws InterruptedException {
    var all = new StringBuilder();
    while (all.length() < length) {
      all.append(take(pieces));
    }
    return all.toString();
  }

  void assertDenied(Frames client, String status, String rule, String words) throws IOException {
    Frames.Frame frame = client.next(Frames.HEADERS);
    assertThat(frame.ends()).isTrue();
    assertThat(client.fields(frame))
        .containsEntry(":status", "200")
        .containsEntry("content-type", "application/grpc")
        .containsEntry("grpc-status", status)
        .containsEntry("x-bottle-denied", rule)
        .hasEntrySatisfying("grpc-message", text -> assertThat(text).contains(words));
  }
}
