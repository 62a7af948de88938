package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http2.Frames;
import dev.botbottle.gateway.http2.Http2Stream;
import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.policy.Instructions;
import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.ScanAction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Conversations in messages (gRPC over HTTP/2): both sides talk when they like. */
class GrpcTest {
  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  private static String[] call(String... more) {
    String[] fields = {
      ":method",
      "POST",
      ":scheme",
      "https",
      ":authority",
      "api.test",
      ":path",
      "/chat.Chat/Talk",
      "content-type",
      "application/grpc+proto",
      "te",
      "trailers"
    };
    String[] all = Arrays.copyOf(fields, fields.length + more.length);
    System.arraycopy(more, 0, all, fields.length, more.length);
    return all;
  }

  private static byte[] message(int flag, byte[] payload) {
    var bytes = ByteBuffer.allocate(5 + payload.length);
    return bytes.put((byte) flag).putInt(payload.length).put(payload).array();
  }

  private static byte[] message(String text) {
    return message(0, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] gzip(String text) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return out.toByteArray();
  }

  private static Frames data(Frames to, boolean end, byte[] bytes) throws IOException {
    return to.frame(Frames.DATA, end ? Frames.END_STREAM : 0, 1, bytes);
  }

  private static void begin(Http2Stream stream, String... more) throws IOException {
    var fields = new Fields().add("content-type", "application/grpc+proto");
    for (int i = 0; i < more.length; i += 2) {
      fields.add(more[i], more[i + 1]);
    }
    stream.head(200, "", fields, new Framing.Chunked());
    stream.flush();
  }

  private static void say(Http2Stream stream, byte[] bytes) throws IOException {
    stream.bytes(bytes, 0, bytes.length);
    stream.flush();
  }

  private static void end(Http2Stream stream) throws IOException {
    stream.end(new Fields().add("grpc-status", "0"));
  }

  /** Collects what arrives, as it arrives. */
  private static final class Pieces implements BodySink {
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
  private BlockingQueue<String> listening() throws IOException {
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

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String take(BlockingQueue<String> pieces) throws InterruptedException {
    return String.valueOf(pieces.poll(10, TimeUnit.SECONDS));
  }

  private static String upTo(BlockingQueue<String> pieces, int length) throws InterruptedException {
    var all = new StringBuilder();
    while (all.length() < length) {
      all.append(take(pieces));
    }
    return all.toString();
  }

  private void assertDenied(Frames client, String status, String rule, String words)
      throws IOException {
    Frames.Frame frame = client.next(Frames.HEADERS);
    assertThat(frame.ends()).isTrue();
    assertThat(client.fields(frame))
        .containsEntry(":status", "200")
        .containsEntry("content-type", "application/grpc")
        .containsEntry("grpc-status", status)
        .containsEntry("x-bottle-denied", rule)
        .hasEntrySatisfying("grpc-message", text -> assertThat(text).contains(words));
  }

  @Test
  void bothSidesTalkInTurnOnOneStream() throws Exception {
    lab.streams(
        "api.test",
        (head, stream) -> {
          begin(stream);
          var pieces = new LinkedBlockingQueue<String>();
          boolean more = true;
          while (more) {
            more = stream.readBody(new Pieces(pieces));
            String piece = String.valueOf(pieces.poll());
            if (more) {
              say(stream, message("re:" + piece.substring(5)));
            }
          }
          end(stream);
        });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, call());
    // The server speaks first.
    assertThat(client.fields(client.next(Frames.HEADERS))).containsEntry(":status", "200");
    for (String word : new String[] {"one", "two", "three"}) {
      data(client, false, message(word));
      assertThat(client.next(Frames.DATA).text()).isEqualTo(text(message("re:" + word)));
    }
    data(client, true, new byte[0]);
    Frames.Frame last = client.next();
    while (last.type() == Frames.DATA) {
      last = client.next();
    }
    assertThat(last.ends()).isTrue();
    assertThat(client.fields(last)).containsEntry("grpc-status", "0");
  }

  @Test
  void aServerMayGoOnWhenItsClientHasSaidAll() throws Exception {
    var go = new CountDownLatch(1);
    lab.streams(
        "api.test",
        (head, stream) -> {
          var pieces = new LinkedBlockingQueue<String>();
          while (stream.readBody(new Pieces(pieces))) {}
          begin(stream);
          say(stream, message("first"));
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          say(stream, message("second"));
          end(stream);
        });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, call());
    data(client, true, message("question"));
    assertThat(client.next(Frames.DATA).text()).isEqualTo(text(message("first")));
    go.countDown();
    assertThat(client.next(Frames.DATA).text()).isEqualTo(text(message("second")));
    assertThat(client.fields(client.next(Frames.HEADERS))).containsEntry("grpc-status", "0");
  }

  @Test
  void aMessageThatStandsStillGoesOnButForWhatMayBecomeASecret() throws Exception {
    BlockingQueue<String> pieces = listening();
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, call());
    byte[] whole = message("a word, then PLANTED-KEY-77aa and more");
    data(client, false, Arrays.copyOf(whole, 17));
    assertThat(upTo(pieces, 17)).isEqualTo(text(whole).substring(0, 17));
    data(client, false, Arrays.copyOfRange(whole, 17, 33));
    // "PLANTED-KEY-77" stays: the rest may come.
    assertThat(upTo(pieces, 1)).isEqualTo(" ");
    data(client, true, Arrays.copyOfRange(whole, 33, whole.length));
    assertThat(upTo(pieces, whole.length - 18 + 3)).isEqualTo(text(whole).substring(18) + "END");
    assertThat(client.hear().trailers()).containsEntry("grpc-status", "0");
  }

  @Test
  void aSecretInAMessageIsAStatusThatSaysWhy() throws Exception {
    BlockingQueue<String> pieces = listening();
    lab.route(lab.to("api.test").action(ScanAction.REDACT)).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, call());
    data(client, false, message("fine"));
    assertThat(upTo(pieces, 9)).isEqualTo(text(message("fine")));
    byte[] bad = message("it is PLANTED-KEY-77aa55, really");
    data(client, false, Arrays.copyOf(bad, 20));
    data(client, false, Arrays.copyOfRange(bad, 20, bad.length));
    // What would be redacted in text is denied: the message would become another one.
    assertDenied(client, "7", "scan:known:planted", "must not leave, in its body");
    assertThat(client.next(Frames.RST_STREAM).code()).isEqualTo(Frames.NO_ERROR);
    lab.ledger.await(e -> e.rule().equals("scan:known:planted") && e.bytesOut() > 0);
    for (String piece = pieces.poll(); piece != null; piece = pieces.poll()) {
      assertThat(piece).doesNotContain("PLANTED").isNotEqualTo("END");
    }
  }

  @Test
  void aSecretSentWhileTheServerTalksEndsTheStream() throws Exception {
    lab.streams(
        "api.test",
        (head, stream) -> {
          begin(stream);
          var pieces = new LinkedBlockingQueue<String>();
          while (stream.readBody(new Pieces(pieces))) {}
        });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, call());
    client.next(Frames.HEADERS);
    data(client, false, message("it is PLANTED-KEY-77aa55"));
    Frames.Frame reset = client.next(Frames.RST_STREAM);
    assertThat(reset.code()).isEqualTo(Frames.INTERNAL_ERROR);
    lab.ledger.await(e -> e.rule().equals("scan:known:planted"));
  }

  @Test
  void aCodedMessageIsLookedThroughAndArrivesAsItWasSent() throws Exception {
    BlockingQueue<String> pieces = listening();
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, call("grpc-encoding", "gzip"));
    byte[] coded = message(1, gzip("fine ".repeat(500)));
    data(client, false, coded);
    data(client, false, message("plain"));
    assertThat(upTo(pieces, coded.length + 10)).isEqualTo(text(coded) + text(message("plain")));
    data(client, false, message(1, gzip("it is PLANTED-KEY-77aa55")));
    assertDenied(client, "7", "scan:known:planted", "must not leave");
  }

  @Test
  void aCodedMessageThatItsHeadDoesNotNameIsRefused() throws Exception {
    listening();
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, call());
    data(client, false, message(1, gzip("fine")));
    assertDenied(client, "3", "malformed", "coded in a way that its head does not name");
  }

  @Test
  void aCodingThatCannotBeUndoneIsDenied() throws Exception {
    listening();
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, call("grpc-encoding", "snappy"));
    assertDenied(client, "7", "content-encoding", "coded in a way that cannot be scanned");
    assertThat(lab.dialled).isEmpty();
  }

  @Test
  void aMessageThatIsCutOffHasNoEnd() throws Exception {
    BlockingQueue<String> pieces = listening();
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, call());
    data(client, true, Arrays.copyOf(message("half of it"), 9));
    assertDenied(client, "3", "malformed", "cut off");
    assertThat(pieces).doesNotContain("END");
  }

  @Test
  void aBoundServerIsAskedForPlainMessagesAndItsCodedOnesAreNotPassedOn() throws Exception {
    FakeStreams server =
        lab.streams(
            "api.test",
            (head, stream) -> {
              begin(stream, "grpc-encoding", "gzip");
              say(stream, message(1, gzip(Lab.TOKEN)));
              end(stream);
            });
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, call("grpc-accept-encoding", "gzip,snappy"));
    assertDenied(client, "14", "upstream", "coded its answer although it was asked not to");
    assertThat(server.heads.getFirst().fields().all("grpc-accept-encoding"))
        .containsExactly("identity");
  }

  @Test
  void aCodedMessageOfABoundServerThatNamesNoCodingIsNotPassedOn() throws Exception {
    lab.streams(
        "api.test",
        (head, stream) -> {
          begin(stream);
          say(stream, message("plain"));
          say(stream, message(1, gzip(Lab.TOKEN)));
          end(stream);
        });
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, call());
    StringBuilder all = new StringBuilder();
    Frames.Frame frame = client.any();
    while (frame.type() != Frames.RST_STREAM && !(frame.type() <= Frames.HEADERS && frame.ends())) {
      frame = client.any();
      if (frame.type() == Frames.DATA) {
        all.append(text(frame.payload()));
      }
    }
    assertThat(frame.type()).as("no valid end").isEqualTo(Frames.RST_STREAM);
    assertThat(text(message("plain"))).startsWith(all.toString());
    LedgerEntry entry = lab.ledger.await(each -> each.verdict() == Verdict.DENY);
    assertThat(entry.reason()).contains("a coded gRPC message although it was asked not to");
  }

  /** What such a route looks at before the client has anything of the answer. */
  @Test
  void norIsOneThatComesFirstWhereInstructionsAreDenied() throws Exception {
    lab.streams(
        "api.test",
        (head, stream) -> {
          var fields = new Fields().add("content-type", "application/grpc+json");
          stream.head(200, "", fields, new Framing.Chunked());
          say(stream, message(1, gzip(Lab.TOKEN)));
          end(stream);
        });
    lab.route(lab.to("api.test").bind(Lab.bearer()).instructions(Instructions.DENY)).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, call());
    Frames.Frame frame = client.any();
    while (frame.type() != Frames.RST_STREAM && !(frame.type() <= Frames.HEADERS && frame.ends())) {
      assertThat(frame.type()).as("no byte of the message").isNotEqualTo(Frames.DATA);
      frame = client.any();
    }
    assertThat(frame.type()).as("no valid end").isEqualTo(Frames.RST_STREAM);
  }

  @Test
  void codingsThatCannotBeLookedThroughAreNotAskedFor() throws Exception {
    FakeStreams server =
        lab.streams(
            "api.test",
            (head, stream) -> {
              begin(stream);
              end(stream);
            });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, call("grpc-accept-encoding", "identity,deflate,gzip,snappy"));
    client.hear();
    assertThat(server.heads.getFirst().fields().all("grpc-accept-encoding"))
        .containsExactly("identity, deflate, gzip");
  }

  @Test
  void aReflectedTokenIsMaskedInMessagesThatArriveAtOnce() throws Exception {
    lab.streams(
        "api.test",
        (head, stream) -> {
          begin(stream);
          say(stream, message("token " + Lab.TOKEN));
          var pieces = new LinkedBlockingQueue<String>();
          while (stream.readBody(new Pieces(pieces))) {}
          end(stream);
        });
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, call());
    String wanted = text(message("token " + "*".repeat(Lab.TOKEN.length())));
    var got = new StringBuilder();
    while (got.length() < wanted.length()) {
      got.append(client.next(Frames.DATA).text());
    }
    assertThat(got.toString()).isEqualTo(wanted);
    data(client, true, new byte[0]);
    assertThat(client.fields(client.next(Frames.HEADERS))).containsEntry("grpc-status", "0");
  }

  private void answerWithTheBeginningOfAToken() throws IOException {
    lab.streams(
        "api.test",
        (head, stream) -> {
          begin(stream);
          say(stream, message("it ends in " + Lab.TOKEN.substring(0, 8)));
          var pieces = new LinkedBlockingQueue<String>();
          while (stream.readBody(new Pieces(pieces))) {}
          say(stream, message("next"));
          end(stream);
        });
  }

  private static String upTo(Frames client, int length) throws IOException {
    var got = new StringBuilder();
    while (got.length() < length) {
      got.append(client.next(Frames.DATA).text());
    }
    return got.toString();
  }

  @Test
  void aMessageThatEndsLikeATokenBeginsArrivesWhole() throws Exception {
    answerWithTheBeginningOfAToken();
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, call());
    String wanted = text(message("it ends in " + Lab.TOKEN.substring(0, 8)));
    assertThat(upTo(client, wanted.length())).isEqualTo(wanted);
  }

  @Test
  void fromWhereTheTokenGoesItsEndWaitsForTheNextMessage() throws Exception {
    answerWithTheBeginningOfAToken();
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, call());
    String first = text(message("it ends in " + Lab.TOKEN.substring(0, 8)));
    String got = upTo(client, first.length() - 8);
    assertThat(got).isEqualTo(first.substring(0, first.length() - 8));
    data(client, true, new byte[0]);
    String rest = first.substring(first.length() - 8) + text(message("next"));
    assertThat(upTo(client, rest.length())).isEqualTo(rest);
  }

  @Test
  void aServerThatEndsTheCallEarlyEndsItForItsClient() throws Exception {
    lab.streams(
        "api.test",
        (head, stream) -> {
          stream.head(
              200,
              "",
              new Fields()
                  .add("content-type", "application/grpc")
                  .add("grpc-status", "16")
                  .add("grpc-message", "who are you?"),
              new Framing.None());
          stream.end(new Fields());
        });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, call());
    Frames.Frame answer = client.next(Frames.HEADERS);
    assertThat(answer.ends()).isTrue();
    assertThat(client.fields(answer))
        .containsEntry("grpc-status", "16")
        .containsEntry("grpc-message", "who are you?");
    assertThat(client.next(Frames.RST_STREAM).code()).isEqualTo(Frames.NO_ERROR);
  }
}
