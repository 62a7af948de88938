package dev.botbottle.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.http.MessageWriter;
import dev.botbottle.gateway.http.Pieces;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.http.RequestReader;
import dev.botbottle.gateway.http.ResponseHead;
import dev.botbottle.gateway.http.ResponseReader;
import dev.botbottle.gateway.patience.Patience;
import dev.botbottle.policy.Field;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * Connections of HTTP/2 with a client and with a server that may say anything: each ends, what was
 * taken does not depend on how it was cut, and a head that was taken means the same in HTTP/1.1.
 */
class Http2Fuzz {
  private static final int MAX_HEAD = 4096;
  private static final int PLACES = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Patience WAITS = new Patience();
  private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

  /** Not wanted. */
  private static final BodySink NOWHERE =
      new BodySink() {
        @Override
        public void bytes(byte[] source, int offset, int length) {}

        @Override
        public void end(Fields trailers) {}
      };

  @FuzzTest
  void aHead(byte[] raw) throws IOException {
    if (raw.length < 2) {
      return;
    }
    boolean ended = (raw[0] & 1) != 0;
    Http2Headers section;
    try {
      section = decode(Unpooled.wrappedBuffer(raw, 1, raw.length - 1));
    } catch (Http2Exception e) {
      return;
    }
    if ((raw[0] & 2) == 0) {
      aRequest(section, ended);
    } else {
      aResponse(section, ended, (raw[0] & 4) != 0);
    }
  }

  private static Http2Headers decode(ByteBuf block) throws Http2Exception {
    var decoder = new DefaultHttp2HeadersDecoder(true, true, MAX_HEAD);
    decoder.maxHeaderListSize(MAX_HEAD, MAX_HEAD);
    return decoder.decodeHeaders(1, block);
  }

  private static Http2Headers recoded(Http2Headers section) {
    try {
      ByteBuf block = Unpooled.buffer();
      new DefaultHttp2HeadersEncoder().encodeHeaders(1, section, block);
      return decode(block);
    } catch (Http2Exception e) {
      throw new AssertionError("what the gateway writes is refused", e);
    }
  }

  private static void aRequest(Http2Headers section, boolean ended) throws IOException {
    RequestHead head;
    try {
      head = HeadReader.request(section, ended);
    } catch (MalformedMessage e) {
      return;
    }
    checkRequest(head);
    if (head.method().equals("CONNECT")) {
      return; // never passed on
    }
    Fields fields = unframed(head.fields());
    RequestHead again =
        HeadReader.request(
            recoded(HeadWriter.request(head.method(), head.target(), fields, head.framing())),
            ended);
    assertThat(again.method() + ' ' + again.target())
        .isEqualTo(head.method() + ' ' + head.target());
    assertThat(lines(unframed(again.fields()))).isEqualTo(lines(fields));
    assertThat(again.framing()).isEqualTo(head.framing());

    var written = new ByteArrayOutputStream();
    var writer = new MessageWriter(written);
    writer.head(head.method(), head.target(), fields, head.framing());
    writer.flush();
    RequestHead older =
        new RequestReader(new ByteArrayInputStream(written.toByteArray()), 2 * MAX_HEAD).readHead();
    if (older == null) {
      throw new AssertionError("nothing was written");
    }
    assertThat(older.method() + ' ' + older.target())
        .isEqualTo(head.method() + ' ' + head.target());
    assertThat(lines(unframed(older.fields()))).isEqualTo(lines(fields));
    assertThat(older.framing()).isEqualTo(head.framing());
  }

  private static void aResponse(Http2Headers section, boolean ended, boolean toHead)
      throws IOException {
    ResponseHead head;
    try {
      head = HeadReader.response(section, ended, toHead);
    } catch (MalformedMessage e) {
      return;
    }
    checkResponse(head, toHead);
  }

  private static void checkRequest(RequestHead head) {
    assertThat(head.target()).matches("[!-~]+");
    assertThat(head.fields().all("host")).hasSize(1);
    checkFields(head.fields());
  }

  private static void checkFields(Fields fields) {
    for (Field field : fields.lines()) {
      assertThat(field.name()).matches("[a-z0-9!#$%&'*+.^_`|~-]+");
      assertThat(field.value()).doesNotContain("\r", "\n", "\0");
    }
  }

  /** What a client of HTTP/1.1 is told. */
  private static void checkResponse(ResponseHead head, boolean toHead) throws IOException {
    checkFields(head.fields());
    var written = new ByteArrayOutputStream();
    var writer = new MessageWriter(written);
    Fields fields = unframed(head.fields());
    writer.head(head.status(), head.reason(), fields, head.framing());
    writer.flush();
    ResponseHead older =
        new ResponseReader(new ByteArrayInputStream(written.toByteArray()), 2 * MAX_HEAD)
            .readHead(toHead ? "HEAD" : "GET");
    assertThat(older.status()).isEqualTo(head.status());
    assertThat(lines(unframed(older.fields()))).isEqualTo(lines(fields));
    assertThat(older.framing()).isEqualTo(head.framing());
  }

  private static Fields unframed(Fields fields) {
    Fields rest = fields.copy();
    rest.remove("content-length");
    rest.remove("transfer-encoding");
    return rest;
  }

  private static List<String> lines(Fields fields) {
    return fields.lines().stream().map(field -> field.name() + ": " + field.value()).toList();
  }

  @FuzzTest
  void aClient(byte[] raw) throws InterruptedException {
    byte[] bytes = concat(Http2Connection.PREFACE, SETTINGS, raw);
    served(new Pieces(bytes, 5), new CountDownLatch(0));
    assertThat(servedBehind(bytes, 5)).isEqualTo(servedBehind(bytes, bytes.length));
  }

  /**
   * What is served when no answer leaves before all was read. Of two heads on one stream the second
   * is a mistake of the stream or of the connection, by whether the first was answered by then.
   */
  private static ConcurrentHashMap<Integer, String> servedBehind(byte[] bytes, int step)
      throws InterruptedException {
    var read = new CountDownLatch(1);
    InputStream end = new Ends(new Pieces(bytes, step), read);
    return served(end, read);
  }

  /** The streams that were served, each with its request. */
  private static ConcurrentHashMap<Integer, String> served(InputStream in, CountDownLatch answers)
      throws InterruptedException {
    var served = new ConcurrentHashMap<Integer, String>();
    var places = new Semaphore(PLACES);
    var out = new ByteArrayOutputStream();
    new ServerConnection(
            in,
            out,
            new ServerConnection.Requests() {
              @Override
              public void serve(RequestHead head, Http2Stream stream) throws IOException {
                served.put(stream.id(), head.method() + ' ' + head.target() + lines(head.fields()));
                try {
                  checkRequest(head);
                } catch (AssertionError e) {
                  served.put(-stream.id(), String.valueOf(e.getMessage()));
                }
                while (stream.readBody(NOWHERE)) {}
                await(answers);
                stream.head(200, "", new Fields(), new Framing.Length(2));
                stream.bytes(new byte[] {'o', 'k'}, 0, 2);
                stream.end(new Fields());
              }

              @Override
              public void malformed(String why) {}
            },
            StreamMemory.standard(),
            WAITS,
            places,
            MAX_HEAD,
            PATIENCE)
        .serve();
    answers.countDown();
    // Each request's thread has ended, and given its place back.
    places.acquire(PLACES);
    assertThat(served.keySet()).allMatch(id -> id > 0, served.toString());
    checkFrames(out.toByteArray(), 0);
    return served;
  }

  /** What was written is whole frames. */
  private static void checkFrames(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length) {
      ByteBuffer frame = ByteBuffer.wrap(bytes, at, bytes.length - at);
      int lengthAndType = frame.getInt();
      assertThat(lengthAndType & 0xff).isLessThanOrEqualTo(9);
      at += 9 + (lengthAndType >>> 8);
    }
    assertThat(at).isEqualTo(bytes.length);
  }

  @FuzzTest
  void aServer(byte[] raw) throws IOException {
    byte[] bytes = concat(SETTINGS, raw);
    assertThat(answered(bytes, 5)).isEqualTo(answered(bytes, bytes.length));
  }

  /** The head of the answer to a request, if there was one before the connection ended. */
  private static String answered(byte[] bytes, int step) throws IOException {
    var asked = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    var out = new ByteArrayOutputStream();
    var connection =
        new ClientConnection(
            new After(asked, new Pieces(bytes, step)),
            out,
            closed::countDown,
            StreamMemory.standard(),
            WAITS,
            MAX_HEAD,
            PATIENCE,
            PATIENCE);
    connection.start();
    String answer;
    try {
      Optional<Http2Stream> free = connection.request();
      Http2Stream stream = free.orElseThrow();
      stream.head("GET", "/", new Fields().add("host", "a.test"), new Framing.None());
      stream.end(new Fields());
      asked.countDown();
      ResponseHead head = stream.readHead("GET");
      while (head.interim()) {
        head = stream.readHead("GET");
      }
      checkResponse(head, false);
      answer = head.status() + lines(head.fields()).toString();
      while (stream.readBody(NOWHERE)) {}
    } catch (IOException e) {
      answer = "none, or broken off";
    }
    try {
      closed.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    checkFrames(out.toByteArray(), Http2Connection.PREFACE.length);
    return answer;
  }

  private static byte[] concat(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static int one(InputStream in) throws IOException {
    byte[] one = new byte[1];
    return in.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** Tells of its end. */
  private static final class Ends extends FilterInputStream {
    private final CountDownLatch end;

    private Ends(InputStream in, CountDownLatch end) {
      super(in);
      this.end = end;
    }

    @Override
    public int read() throws IOException {
      return one(this);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int n = super.read(to, offset, length);
      if (n < 0) {
        end.countDown();
      }
      return n;
    }
  }

  /** A server that says nothing before it was asked. */
  private static final class After extends FilterInputStream {
    private final CountDownLatch asked;

    private After(CountDownLatch asked, InputStream answer) {
      super(answer);
      this.asked = asked;
    }

    @Override
    public int read() throws IOException {
      return one(this);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      await(asked);
      return super.read(to, offset, length);
    }
  }
}
