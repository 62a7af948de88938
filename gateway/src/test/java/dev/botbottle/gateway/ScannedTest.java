package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.policy.Binding;
import dev.botbottle.policy.Slot;
import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.AllowedFinding;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.FindingRules;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.ScanAction;
import dev.botbottle.scan.ScanProfile;
import dev.botbottle.scan.Scanner;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway with the product's own scanner. */
class ScannedTest {
  private Lab lab;
  private FakeServer echo;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    lab.inspector = ScannerInspector::of;
    echo = lab.tls("api.test", call -> call.ok(call.body()));
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  private static String form(String name) throws Exception {
    byte[] bytes = Lab.PLANTED.getBytes(StandardCharsets.US_ASCII);
    return switch (name) {
      case "raw" -> Lab.PLANTED;
      case "base64" -> Base64.getEncoder().encodeToString(bytes);
      case "base64, shifted" ->
          Base64.getEncoder()
              .encodeToString(("x" + Lab.PLANTED + "yz").getBytes(StandardCharsets.US_ASCII));
      case "hex" -> HexFormat.of().formatHex(bytes);
      case "percent" -> "%" + HexFormat.ofDelimiter("%").formatHex(bytes);
      default -> throw new AssertionError(name);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "base64", "base64, shifted", "hex", "percent"})
  void aPlantedKeyIsDeniedInEachPlaceAndForm(String name) throws Exception {
    lab.route(lab.to("api.test")).start();
    String form = form(name);
    Lab.Talk talk = lab.tunnel("api.test");
    String url = form.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D");
    assertThat(talk.get("api.test", "/" + url).status()).as("path").isEqualTo(403);
    assertThat(talk.get("api.test", "/?k=" + url).status()).as("query").isEqualTo(403);
    assertThat(talk.get("api.test", "/", "X-K: " + form).status()).as("field").isEqualTo(403);
    Lab.Answer answer = talk.post("api.test", "/", "{\"k\":\"" + form + "\"}");
    assertThat(answer.status()).as("body").isEqualTo(403);
    assertThat(answer.body()).doesNotContain(Lab.PLANTED, form);
    assertThat(lab.ledger.entries.toString()).doesNotContain(Lab.PLANTED, form);
  }

  @Test
  void aKnownCredentialFormatIsDenied() throws Exception {
    lab.route(lab.to("api.test")).start();
    String key = "AKIA" + "Q3EGRJX7Y2LKZPDM";
    assertThat(lab.tunnel("api.test").post("api.test", "/", "id = " + key + "\n").status())
        .isEqualTo(403);
  }

  @Test
  void aKnownCredentialFormatIsDeniedInBase64AndHexAndNothingOfItArrives() throws Exception {
    lab.route(lab.to("api.test")).start();
    byte[] note =
        ("the key: AKIA" + "Q3EGRJX7Y2LKZPDM, I think").getBytes(StandardCharsets.US_ASCII);
    for (String form :
        new String[] {
          Base64.getMimeEncoder(20, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(note),
          Base64.getUrlEncoder().encodeToString(note),
          HexFormat.ofDelimiter(":").withUpperCase().formatHex(note)
        }) {
      assertThat(lab.tunnel("api.test").post("api.test", "/", "note=" + form).status())
          .isEqualTo(403);
    }
    assertThat(echo.heads).isEmpty();
  }

  @Test
  void aCredentialCutIntoTwoFieldsIsDenied() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertThat(talk.get("api.test", "/", "X-A: AKIA" + "Q3EGRJX7").status()).isEqualTo(200);
    assertThat(talk.get("api.test", "/", "X-A: AKIA" + "Q3EGRJX7", "X-B: Y2LKZPDM").status())
        .isEqualTo(403);
  }

  @Test
  void aKnownValueCutIntoAFieldAndACredentialIsDenied() throws Exception {
    lab.route(lab.to("api.test").clientCredentials()).start();
    Lab.Talk talk = lab.tunnel("api.test");
    String begin = Lab.PLANTED.substring(0, 9);
    String end = Lab.PLANTED.substring(9);
    String[][] pairs = {
      {"Cookie: " + begin, "X-B: " + end},
      {"X-A: " + begin, "Authorization: " + end},
      {"X-Api-Key: " + begin, "Cookie: " + end}
    };
    for (String[] fields : pairs) {
      assertThat(talk.get("api.test", "/", fields).status()).as(fields[0]).isEqualTo(403);
    }
    assertThat(echo.heads).isEmpty();
    // Its own credentials may have any format there.
    String key = "AKIA" + "Q3EGRJX7";
    assertThat(talk.get("api.test", "/", "X-A: " + key, "Cookie: Y2LKZPDM").status())
        .isEqualTo(200);
  }

  @Test
  void aPlaceholderBetweenOtherFieldsIsNone() throws Exception {
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    Lab.Talk talk = lab.tunnel("api.test");
    String held = "Authorization: Bearer " + Lab.PLACEHOLDER;
    assertThat(talk.get("api.test", "/", "X-A: one", held, "X-B: two").status()).isEqualTo(200);
    String begin = "X-A: " + Lab.PLANTED.substring(0, 9);
    String end = "X-B: " + Lab.PLANTED.substring(9);
    assertThat(talk.get("api.test", "/", begin, held, end).status()).isEqualTo(403);
    assertThat(Lab.only(echo).fields().all("authorization")).containsExactly("Bearer " + Lab.TOKEN);
  }

  // In two parts, so that this file itself is no finding of a secret scanner.
  private static final String FORMAT = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";

  private static FindingRules allowing(String text, String until) {
    String fingerprint =
        Scanner.of(List.of())
            .scan(text, new Place.Body(), ScanProfile.DENY)
            .getFirst()
            .fingerprint();
    return new FindingRules(
        Map.of(), List.of(new AllowedFinding(fingerprint, "a fixture of ours", until)));
  }

  @Test
  void anAllowedFindingPassesInBodyAndHeadAndIsOnRecord() throws Exception {
    lab.route(lab.to("api.test").findings(allowing(FORMAT, "9999-12-31"))).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertThat(talk.post("api.test", "/?q=" + FORMAT, "x " + FORMAT).status()).isEqualTo(200);
    String other = FORMAT.substring(0, 39) + "b";
    assertThat(talk.post("api.test", "/", "x " + other).status()).isEqualTo(403);
    // The first request's last entry stands before anything of the second's.
    assertThat(lab.ledger.entries)
        .filteredOn(entry -> entry.verdict() == Verdict.ALLOW)
        .flatExtracting(LedgerEntry::findings)
        .isNotEmpty()
        .allMatch(Finding::allowed)
        .extracting(finding -> finding.place().word())
        .contains("query", "body");
  }

  @Test
  void aDenialShowsTheFingerprintAndSaysThatAnAllowanceIsOver() throws Exception {
    FindingRules rules = allowing(FORMAT, "2020-01-31");
    lab.route(lab.to("api.test").findings(rules)).start();
    for (String target : new String[] {"/", "/?q=" + FORMAT}) {
      Lab.Answer denied = lab.tunnel("api.test").post("api.test", target, "x " + FORMAT);
      assertThat(denied.status()).isEqualTo(403);
      assertThat(denied.body())
          .contains(rules.allowed().getFirst().fingerprint())
          .contains("until 2020-01-31 (a fixture of ours)")
          .doesNotContain(FORMAT);
    }
  }

  @Test
  void aFormatOnlyWarnedOfPassesAndOthersDoNot() throws Exception {
    lab.route(
            lab.to("api.test")
                .findings(
                    new FindingRules(Map.of("github-token-shape", ScanAction.WARN), List.of())))
        .start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertThat(talk.post("api.test", "/?q=" + FORMAT, FORMAT).status()).isEqualTo(200);
    assertThat(talk.post("api.test", "/", FORMAT + " " + Lab.PLANTED).status()).isEqualTo(403);
  }

  @Test
  void aPlantedValueInPartsIsStoppedByTheRequestThatMakesItTooMuch() throws Exception {
    String value = "c4N4ry-Qx7Lm2Rt9Vw3Zk8Bp5Hd1Sf6-gJ0yT4uE7iO2aX9nC5v";
    lab.planted = value;
    lab.route(lab.to("api.test")).start();
    String body = "x " + value.substring(0, 16) + " y";
    assertThat(lab.tunnel("api.test").post("api.test", "/", body).status()).isEqualTo(200);
    Lab.Answer denied = lab.tunnel("api.test").get("api.test", "/?q=" + value.substring(16, 32));
    assertThat(denied.status()).isEqualTo(403);
    assertThat(denied.body()).contains("known:planted").contains("in pieces");
    assertThat(lab.tunnel("api.test").get("api.test", "/?q=other").status()).isEqualTo(200);
  }

  @Test
  void aSecretWhereADecoderSkipsItIsDenied() throws Exception {
    lab.route(lab.to("api.test")).start();
    byte[] gzip =
        Coded.by(ContentCoding.GZIP, "nothing special".getBytes(StandardCharsets.US_ASCII));
    String plain = new String(gzip, StandardCharsets.ISO_8859_1);
    // RFC 1952, section 2.3.1: a file name.
    String named = plain.substring(0, 3) + "\b" + plain.substring(4, 10) + Lab.PLANTED + "\0";
    Lab.Answer inName =
        lab.tunnel("api.test")
            .post("api.test", "/", named + plain.substring(10), "Content-Encoding: gzip");
    assertThat(inName.status()).isEqualTo(403);
    // RFC 8878, section 3.1.2: a skippable frame.
    String skipped = "P*M\u0018" + (char) Lab.PLANTED.length() + "\0\0\0";
    Lab.Answer inFrame =
        lab.tunnel("api.test")
            .post("api.test", "/", skipped + Lab.PLANTED, "Content-Encoding: zstd");
    assertThat(inFrame.status()).isEqualTo(403);
  }

  @Test
  void aRedactedConversationGoesOn() throws Exception {
    lab.route(lab.to("api.test").action(ScanAction.REDACT)).start();
    String body = "{\"text\":\"key " + Lab.PLANTED + " end\"}";
    Lab.Talk talk = lab.tunnel("api.test");
    Lab.Answer first = talk.post("api.test", "/", body);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.body()).hasSameSizeAs(body).doesNotContain(Lab.PLANTED).endsWith(" end\"}");
    assertThat(talk.post("api.test", "/", body).body()).isEqualTo(first.body());
  }

  @Test
  void aTokenReflectedInBase64IsMasked() throws Exception {
    lab.tls(
        "echo.test",
        call -> call.ok(base64(call.head().fields().first("authorization").orElse(""))));
    lab.route(lab.to("echo.test").bind(Lab.bearer())).start();
    String reflected = base64("Bearer " + Lab.TOKEN);
    String body = lab.tunnel("echo.test").get("echo.test", "/").body();
    assertThat(body).hasSameSizeAs(reflected).startsWith(reflected.substring(0, 8));
    for (int i = 12; i + 8 < reflected.length(); i++) {
      assertThat(body).doesNotContain(reflected.substring(i, i + 8));
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aWarningLetsShapesPassAndNothingOfTheSession() throws Exception {
    lab.tls("other.test", call -> call.ok(call.body()));
    lab.route(lab.to("api.test").bind(Lab.bearer()))
        .route(lab.to("other.test").action(ScanAction.WARN))
        .start();
    Lab.Talk talk = lab.tunnel("other.test");
    String shape = "id = AKIA" + "Q3EGRJX7Y2LKZPDM\n";
    assertThat(talk.post("other.test", "/", shape).body()).isEqualTo(shape);
    for (String known : new String[] {Lab.PLACEHOLDER, Lab.TOKEN, Lab.PLANTED}) {
      assertThat(talk.get("other.test", "/" + known).status()).as("path").isEqualTo(403);
      assertThat(talk.get("other.test", "/?k=" + known).status()).as("query").isEqualTo(403);
      assertThat(talk.get("other.test", "/", "X-K: " + known).status()).as("field").isEqualTo(403);
      assertThat(lab.tunnel("other.test").post("other.test", "/", "k " + known).status())
          .as("body")
          .isEqualTo(403);
    }
  }

  @Test
  void aBasicUserNameIsScannedLikeAnyOtherWord() throws Exception {
    lab.route(
            lab.to("api.test")
                .bind(new Binding("token", new Slot.BasicPassword(), "{}", Lab.PLACEHOLDER)))
        .start();
    for (String user : new String[] {Lab.PLANTED, "AKIA" + "Q3EGRJX7Y2LKZPDM"}) {
      String field = "Authorization: Basic " + base64(user + ":" + Lab.PLACEHOLDER);
      assertThat(lab.tunnel("api.test").get("api.test", "/", field).status()).isEqualTo(403);
    }
    assertThat(echo.heads).isEmpty();
  }

  @Test
  void aPlaceholderPassesToItsOwnHostOnly() throws Exception {
    FakeServer other = lab.tls("other.test", call -> call.ok(""));
    lab.route(lab.to("api.test").bind(Lab.bearer())).route(lab.to("other.test")).start();
    String body = "env: " + Lab.PLACEHOLDER;
    assertThat(lab.tunnel("api.test").post("api.test", "/", body).body()).isEqualTo(body);
    assertThat(lab.tunnel("other.test").post("other.test", "/", body).status()).isEqualTo(403);
    assertThat(echo.heads).hasSize(1);
    assertThat(other.connections).hasValue(1);
  }

  @Test
  void anOrdinaryRequestOfAnAgentPasses() throws Exception {
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    Lab.Answer answer =
        lab.tunnel("api.test")
            .post(
                "api.test",
                "/v1/messages?beta=true",
                body,
                "Accept: application/json",
                "Content-Type: application/json",
                "User-Agent: claude-cli/2.1.0 (external, cli)",
                "X-Stainless-Runtime-Version: v24.3.0",
                "X-Request-Id: 3f0c2f8e-6f5f-4d1a-9b57-0d6f6c0b8a11",
                "anthropic-beta: oauth-2025-04-20,interleaved-thinking-2025-05-14",
                "anthropic-version: 2023-06-01");
    assertThat(answer.body()).isEqualTo(body);
  }
}
