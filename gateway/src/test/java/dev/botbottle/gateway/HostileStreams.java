package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http2.Frames;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A server that does one thing wrong on its first connection, on the later ones nothing, and a
 * client that asks it through the gateway.
 */
abstract class HostileStreams {
  static final String HOST = "api.test";

  /** The moment for doing wrong. */
  enum When {
    BEFORE_THE_ANSWER,
    WITHIN_ITS_BODY
  }

  /**
   * What a server does wrong.
   *
   * @param section of RFC 9113 unless another is named, with what it is
   * @param code with which the gateway ends the stream or the connection
   */
  record Wrong(String section, When when, int code, FakeStreams.FrameScript script) {
    @Override
    public String toString() {
      return section + ", " + when;
    }
  }

  static Stream<Wrong> always(String section, int code, FakeStreams.FrameScript script) {
    return Stream.of(before(section, code, script), within(section, code, script));
  }

  static Wrong before(String section, int code, FakeStreams.FrameScript script) {
    return new Wrong(section, When.BEFORE_THE_ANSWER, code, script);
  }

  static Wrong within(String section, int code, FakeStreams.FrameScript script) {
    return new Wrong(section, When.WITHIN_ITS_BODY, code, script);
  }

  Lab lab;
  final AtomicInteger connections = new AtomicInteger();

  /** What the gateway said to the server behind its first request. */
  final List<Frames.Frame> said = new CopyOnWriteArrayList<>();

  /** The server has heard the end of its first connection. */
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

  private final CountDownLatch begun = new CountDownLatch(1);

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
  }

  @AfterEach
  void close() throws Exception {
    begun.countDown();
    lab.close();
  }

  /** Starts the server and the gateway. */
  void serve(When when, FakeStreams.FrameScript script) throws IOException {
    lab.rawStreams(
        HOST,
        server -> {
          server.settings();
          Frames.Frame request = server.next(Frames.HEADERS);
          if (connections.incrementAndGet() > 1) {
            serveWell(server, request);
            return;
          }
          if (when == When.WITHIN_ITS_BODY) {
            server.headers(1, false, ":status", "200").data(1, false, "part");
            Awaited.open(begun);
          }
          try {
            script.serve(server);
            listen(server);
          } finally {
            ended.complete(true);
          }
        });
    lab.route(lab.to(HOST)).start();
  }

  private static void serveWell(Frames server, Frames.Frame first) throws IOException {
    Frames.Frame request = first;
    while (true) {
      server.headers(request.stream(), true, ":status", "204");
      request = server.next(Frames.HEADERS);
    }
  }

  /** Answers the requests that follow as it should, for as long as there is a connection. */
  private void listen(Frames server) throws IOException {
    while (true) {
      Frames.Frame frame = server.any();
      synchronized (said) {
        said.add(frame);
        said.notifyAll();
      }
      if (frame.type() == Frames.HEADERS && frame.stream() > 1) {
        server.headers(frame.stream(), true, ":status", "204");
      }
    }
  }

  /** A client's request that is whole at once. */
  Frames ask() throws Exception {
    return lab.frames(HOST).headers(1, true, request("GET", "/"));
  }

  /** Starts all, and asks the server for what its wrong leaves no answer of. */
  Frames askInVain(Wrong wrong) throws Exception {
    serve(wrong.when(), wrong.script());
    Frames client = ask();
    assertNoAnswer(client, wrong.when());
    return client;
  }

  static String[] request(String method, String path, String... more) {
    return Frames.with(
        new String[] {":method", method, ":scheme", "https", ":authority", HOST, ":path", path},
        more);
  }

  /** That the client is refused, or what it has of an answer ends as none. */
  void assertNoAnswer(Frames client, When when) throws IOException {
    Frames.Frame head = client.next(Frames.HEADERS);
    var fields = client.fields(head);
    while ("103".equals(fields.get(":status"))) {
      head = client.next(Frames.HEADERS);
      fields = client.fields(head);
    }
    if (when == When.BEFORE_THE_ANSWER) {
      assertThat(fields)
          .containsEntry(":status", "502")
          .containsEntry("x-bottle-denied", "upstream");
      while (!head.ends()) {
        head = client.next();
      }
      return;
    }
    assertThat(fields).containsEntry(":status", "200");
    begun.countDown();
    assertBrokenOff(client, "part");
  }

  /** That an answer ends in a reset, behind no more than what the server said before. */
  static void assertBrokenOff(Frames client, String most) throws IOException {
    var body = new StringBuilder();
    Frames.Frame frame = client.next();
    if (frame.type() == Frames.HEADERS) {
      assertThat(frame.ends()).isFalse();
      assertThat(client.fields(frame)).containsEntry(":status", "200");
      frame = client.next();
    }
    while (frame.type() == Frames.DATA) {
      assertThat(frame.ends()).isFalse();
      body.append(frame.text());
      frame = client.next();
    }
    assertThat(most).startsWith(body.toString());
    assertThat(frame.type()).isEqualTo(Frames.RST_STREAM);
    assertThat(frame.code()).isEqualTo(Frames.INTERNAL_ERROR);
  }

  /** The next request of the same client is served, over so many connections by then. */
  void assertServed(Frames client, int over) throws IOException {
    client.headers(3, true, request("GET", "/next"));
    Frames.Frame head = client.next(Frames.HEADERS);
    assertThat(head.stream()).isEqualTo(3);
    assertThat(client.fields(head)).containsEntry(":status", "204");
    assertThat(connections).hasValue(over);
  }

  /** That the server was told why, and then nothing more. */
  void assertConnectionEnded(int code) throws Exception {
    awaitEnd();
    assertThat(said).isNotEmpty();
    assertThat(said.getLast().type()).isEqualTo(Frames.GOAWAY);
    assertThat(said.getLast().code()).isEqualTo(code);
  }

  /** That the gateway says so to the server, now or soon. */
  void awaitSaid(Predicate<Frames.Frame> what) throws InterruptedException {
    Awaited.in(said, what);
  }

  void awaitEnd() throws Exception {
    assertThat(ended.get(10, TimeUnit.SECONDS)).isTrue();
  }

  /** Lets a server that waits within its answer go on. */
  void begin() {
    begun.countDown();
  }

  void awaitBegun() {
    Awaited.open(begun);
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
