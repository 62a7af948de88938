package dev.botbottle.gateway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.MalformedMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Offers and answers of permessage-deflate (RFC 7692 §7.1). */
class AgreementTest {
  private static final String DEFLATE = "permessage-deflate";

  private static Fields fields(String... values) {
    var fields = new Fields();
    for (String value : values) {
      fields.add("sec-websocket-extensions", value);
    }
    return fields;
  }

  private static Agreement agreed(String offer, String answer) throws MalformedMessage {
    Fields asked = fields(offer);
    return Agreement.of(asked, fields(Agreement.offer(asked)), fields(answer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plainly | permessage-deflate | permessage-deflate | LINKED",
        "as browsers do | permessage-deflate; client_max_window_bits | permessage-deflate | LINKED",
        "with a window of the client's | permessage-deflate;client_max_window_bits=12 "
            + "| permessage-deflate | LINKED",
        "with one of the server's | permessage-deflate; server_max_window_bits=10 "
            + "| permessage-deflate; server_max_window_bits=10 | LINKED",
        "in quotation marks | permessage-deflate; server_max_window_bits=\"8\" "
            + "| permessage-deflate; server_max_window_bits=8 | LINKED",
        "each by itself | permessage-deflate; client_no_context_takeover; "
            + "server_no_context_takeover | permessage-deflate; server_no_context_takeover; "
            + "client_no_context_takeover | ALONE",
        "among others | x-frames; a=b, permessage-deflate, mux | permessage-deflate | LINKED",
        "the second | permessage-deflate; server_max_window_bits=16, permessage-deflate; "
            + "client_no_context_takeover | permessage-deflate; client_no_context_takeover "
            + "| ALONE",
        "the first of two | permessage-deflate; server_max_window_bits=9, permessage-deflate "
            + "| permessage-deflate; server_max_window_bits=9 | LINKED",
      })
  void aLawfulOfferIsAgreedTo(String what, String offer, String answer, Compression client)
      throws Exception {
    assertThat(Agreement.offer(fields(offer))).as(what).isEqualTo(DEFLATE);
    assertThat(agreed(offer, DEFLATE))
        .as(what)
        .isEqualTo(new Agreement(client, Compression.LINKED, answer));
  }

  @Test
  void offersInSeveralFieldsAreOneList() throws Exception {
    Fields asked = fields("mux", DEFLATE + "; unknown", DEFLATE + "; client_max_window_bits");
    assertThat(Agreement.of(asked, fields(DEFLATE), fields(DEFLATE)).answer()).isEqualTo(DEFLATE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mux",
        "x-webkit-deflate-frame",
        "Permessage-Deflate",
        "permessage-deflate; unknown",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover=true",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=08",
        "permessage-deflate; server_max_window_bits=+9",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; client_max_window_bits=\"\"",
        "permessage-deflate; client_max_window_bits=\"10",
        "permessage-deflate; client_max_window_bits=1\\0",
        "permessage-deflate; client_max_window_bits; client_max_window_bits",
        "permessage-deflate; server_max_window_bits=9; server_max_window_bits=9",
        "permessage-deflate;",
        "permessage-deflate; =9",
        "permessage deflate",
        "; permessage-deflate",
      })
  void anUnlawfulOfferIsDeclinedAndNothingOfferedForIt(String offer) throws Exception {
    assertThat(Agreement.offer(fields(offer))).isEmpty();
    assertThat(Agreement.of(fields(offer), new Fields(), new Fields())).isEqualTo(Agreement.NONE);
  }

  @Test
  void withAServerThatDeclinesNothingIsAgreedOn() throws Exception {
    Agreement none = Agreement.of(fields(DEFLATE), fields(DEFLATE), new Fields());
    assertThat(none).isEqualTo(Agreement.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "permessage-deflate | LINKED",
        "permessage-deflate; client_no_context_takeover | LINKED",
        "permessage-deflate; server_max_window_bits=15 | LINKED",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=8 | ALONE",
      })
  void aServerMaySayHowItCompresses(String answer, Compression server) throws Exception {
    assertThat(agreed(DEFLATE, answer))
        .isEqualTo(new Agreement(Compression.LINKED, server, DEFLATE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mux",
        "permessage-bzip2",
        "permessage-deflate, permessage-deflate",
        "permessage-deflate,",
        "permessage-deflate, mux",
        "permessage-deflate; client_max_window_bits=15", // was not offered
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate; unknown=1",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; server_no_context_takeover=true",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=16",
      })
  void anUnlawfulAnswerIsRefused(String answer) {
    assertThatThrownBy(() -> agreed(DEFLATE, answer)).isInstanceOf(MalformedMessage.class);
  }

  @Test
  void anAnswerInTwoFieldsOrToNoOfferIsRefused() {
    assertThatThrownBy(
            () -> Agreement.of(fields(DEFLATE), fields(DEFLATE), fields(DEFLATE, DEFLATE)))
        .isInstanceOf(MalformedMessage.class);
    assertThatThrownBy(() -> Agreement.of(fields("mux"), new Fields(), fields(DEFLATE)))
        .isInstanceOf(MalformedMessage.class);
    // What the server did not get was not offered, whatever the client said.
    assertThatThrownBy(() -> Agreement.of(fields(DEFLATE), new Fields(), fields(DEFLATE)))
        .isInstanceOf(MalformedMessage.class);
  }
}
