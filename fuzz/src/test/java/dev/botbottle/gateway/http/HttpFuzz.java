package dev.botbottle.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The readers of HTTP/1.1: what is taken means the same however it was cut, and what the gateway
 * writes of it is read alike by every server (request smuggling, RFC 9112 §11.2).
 */
class HttpFuzz {
  /** Small, so that inputs reach it. */
  private static final int MAX_HEAD = 512;

  /** What the gateway writes may be longer: lines without spaces get them. */
  private static final int MAX_WRITTEN = 8192;

  private static final List<CarelessServer> SERVERS = CarelessServer.all();

  /** A message as it was read; heads as text, characters for bytes. */
  private record Message(
      String first, List<String> fields, Framing framing, String body, List<String> trailers) {
    private Message {
      fields = List.copyOf(fields);
      trailers = List.copyOf(trailers);
    }
  }

  /**
   * What came of a stream.
   *
   * @param end how it ended
   * @param written what the gateway writes of it
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Taken(List<Message> messages, String end, byte[] written) {}

  @FuzzTest
  void requests(byte[] raw) throws IOException {
    Taken whole = requests(raw, raw.length + 1, MAX_HEAD);
    same(requests(raw, 1, MAX_HEAD), whole);
    same(requests(raw, 7, MAX_HEAD), whole);
    Taken again = requests(whole.written, 16, MAX_WRITTEN);
    assertThat(again.messages).isEqualTo(whole.messages);
    assertThat(again.end).isEqualTo("closed");
    List<String> meant =
        whole.messages.stream().map(message -> message.first + '|' + message.body).toList();
    for (CarelessServer server : SERVERS) {
      assertThat(server.requests(whole.written)).as(server.toString()).isEqualTo(meant);
    }
  }

  @FuzzTest
  void responses(byte[] raw) throws IOException {
    Taken whole = responses(raw, raw.length + 1, MAX_HEAD);
    same(responses(raw, 1, MAX_HEAD), whole);
    same(responses(raw, 7, MAX_HEAD), whole);
    Taken again = responses(whole.written, 16, MAX_WRITTEN);
    assertThat(again.messages).isEqualTo(whole.messages);
    assertThat(again.end).isEqualTo("closed");
  }

  private static void same(Taken cut, Taken whole) {
    assertThat(cut.messages).isEqualTo(whole.messages);
    assertThat(cut.end).isEqualTo(whole.end);
  }

  private static Taken requests(byte[] raw, int step, int maxHead) throws IOException {
    var in = new Pieces(raw, step);
    var reader = new RequestReader(in, maxHead);
    var messages = new ArrayList<Message>();
    var written = new ByteArrayOutputStream();
    var writer = new MessageWriter(written);
    try {
      for (RequestHead head = reader.readHead(); head != null; head = reader.readHead()) {
        Body body = head.framing().hasBody() ? Body.of(reader) : new Body();
        messages.add(
            message(head.method() + ' ' + head.target(), head.fields(), head.framing(), body));
        writer.head(head.method(), head.target(), unframed(head.fields()), head.framing());
        finish(writer, body);
        if (head.method().equals("CONNECT")) {
          checkRest(reader, in, raw);
          return new Taken(messages, "closed", written.toByteArray());
        }
      }
    } catch (MalformedMessage e) {
      return new Taken(messages, "refused", written.toByteArray());
    }
    return new Taken(messages, "closed", written.toByteArray());
  }

  private static Taken responses(byte[] raw, int step, int maxHead) throws IOException {
    var in = new Pieces(raw, step);
    var reader = new ResponseReader(in, maxHead);
    var messages = new ArrayList<Message>();
    var written = new ByteArrayOutputStream();
    var writer = new MessageWriter(written);
    try {
      while (true) {
        // Every other answer is one to a HEAD.
        ResponseHead head = reader.readHead(messages.size() % 2 == 0 ? "GET" : "HEAD");
        Body body = head.framing().hasBody() ? Body.of(reader) : new Body();
        messages.add(
            message(head.status() + " " + head.reason(), head.fields(), head.framing(), body));
        writer.head(head.status(), head.reason(), unframed(head.fields()), head.framing());
        finish(writer, body);
        if (head.status() == 101) {
          checkRest(reader, in, raw);
          return new Taken(messages, "closed", written.toByteArray());
        }
      }
    } catch (ResponseReader.ConnectionEnded e) {
      return new Taken(messages, "closed", written.toByteArray());
    } catch (MalformedMessage e) {
      return new Taken(messages, "refused", written.toByteArray());
    }
  }

  /** What follows is no HTTP; nothing of it was taken for it. */
  private static void checkRest(MessageReader reader, Pieces in, byte[] raw) {
    byte[] rest = reader.takeRest();
    int read = raw.length - in.available();
    int begin = read - rest.length;
    assertThat(rest).isEqualTo(Arrays.copyOfRange(raw, begin, read));
    assertThat(new String(raw, 0, begin, StandardCharsets.ISO_8859_1)).endsWith("\r\n\r\n");
  }

  private static void finish(MessageWriter writer, Body body) throws IOException {
    writer.bytes(body.bytes.toByteArray(), 0, body.bytes.size());
    writer.end(body.trailers);
    writer.flush();
  }

  private static Message message(String first, Fields fields, Framing framing, Body body) {
    return new Message(
        first,
        lines(unframed(fields)),
        framing,
        body.bytes.toString(StandardCharsets.ISO_8859_1),
        lines(body.trailers));
  }

  /** As the gateway passes them on: what says how long the body is it writes itself. */
  private static Fields unframed(Fields fields) {
    Fields rest = fields.copy();
    rest.remove("content-length");
    rest.remove("transfer-encoding");
    return rest;
  }

  private static List<String> lines(Fields fields) {
    return fields.lines().stream().map(field -> field.name() + ": " + field.value()).toList();
  }

  /** A body as it was read. */
  private static final class Body implements BodySink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Fields trailers = new Fields();

    private static Body of(BodySource source) throws IOException {
      var body = new Body();
      while (source.readBody(body)) {}
      return body;
    }

    @Override
    public void bytes(byte[] source, int offset, int length) {
      bytes.write(source, offset, length);
    }

    @Override
    public void end(Fields fields) {
      trailers = fields;
    }
  }
}
