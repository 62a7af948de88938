package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http2.Frames;
import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.policy.Instructions;
import dev.botbottle.policy.Verdict;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;

/** Messages of gRPC that are coded, and those that must not be. */
class GrpcCodingTest extends GrpcCalls {
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
}
