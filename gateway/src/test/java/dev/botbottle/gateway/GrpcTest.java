package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http2.Frames;
import dev.botbottle.scan.ScanAction;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Conversations in messages (gRPC over HTTP/2): both sides talk when they like. */
class GrpcTest extends GrpcCalls {
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
