package dev.botbottle.policy;

import static dev.botbottle.policy.Policies.bound;
import static dev.botbottle.policy.Policies.request;
import static dev.botbottle.policy.Policies.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.botbottle.scan.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialRulesTest {
  private static final String PH = Placeholders.make("tok_", new byte[16]);
  private static final Secret REAL = Secret.of("real-value");

  private static final Route OPEN = route("a.example");
  private static final Route CLIENT =
      route("a.example", Set.of(443, 80), Set.of(), List.of(), List.of(), true, true);
  private static final Route BEARER =
      bound("a.example", new Binding("T", new Slot.Header("Authorization"), "Bearer {}", PH));
  private static final Route API_KEY =
      bound("a.example", new Binding("T", new Slot.Header("x-api-key"), "{}", PH));
  private static final Route BASIC =
      bound("a.example", new Binding("T", new Slot.BasicPassword(), "{}", PH));
  private static final Route QUERY =
      bound("a.example", new Binding("T", new Slot.QueryKey("api_key"), "{}", PH));

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "writing without credentials          | POST | /          | -                           | ALLOW",
        "reading with the client's own        | GET  | /          | Authorization: Bearer x     | ALLOW",
        "reading with a signed URL            | GET  | /?X-Amz-Signature=x | -                  | ALLOW",
        "writing with Authorization           | POST | /          | Authorization: Bearer x     | DENY",
        "writing with x-api-key               | PUT  | /          | X-Api-Key: x                | DENY",
        "writing with private-token           | POST | /          | PRIVATE-TOKEN: x            | DENY",
        "writing with a vendor's own field    | POST | /          | X-Acme-Access-Token: x      | DENY",
        "writing with an underscore           | POST | /          | x_api_key: x                | DENY",
        "writing with a cookie                | POST | /          | Cookie: session=x           | DENY",
        "writing with Proxy-Authorization     | POST | /          | Proxy-Authorization: Basic x | DENY",
        "writing with a query key             | POST | /?access_token=x | -                     | DENY",
        "writing with a signed URL            | PUT  | /?X-Amz-Signature=x | -                  | DENY",
        "writing with an escaped query key    | POST | /?%61pi_key=x | -                        | DENY",
        "writing with an empty field          | POST | /          | Authorization:              | ALLOW",
        "writing with a guard against forgery | POST | /          | X-CSRF-Token: x             | ALLOW",
        "writing with an ordinary field       | POST | /          | Idempotency-Key: x          | ALLOW",
        "reading with a body and credentials  | GET  | /          | Authorization: x;Content-Length: 5 | DENY",
        "reading with a chunked body          | GET  | /          | Authorization: x;Transfer-Encoding: chunked | DENY",
        "reading with an empty body           | GET  | /          | Authorization: x;Content-Length: 0 | ALLOW",
        "a WebSocket with credentials         | GET  | /          | Authorization: x;Upgrade: websocket | DENY",
        "an unknown method counts as writing  | QUERY | /         | Authorization: x            | DENY",
      })
  void withoutABinding(
      String sentence, String method, String path, String fields, Verdict verdict) {
    Request request = request(method, "https://a.example" + path, fields(fields));
    assertThat(CredentialRules.decide(request, OPEN).decision().verdict())
        .as(sentence)
        .isEqualTo(verdict);
    assertThat(CredentialRules.decide(request, CLIENT).decision().verdict())
        .as(sentence + ", where the route lets the client")
        .isEqualTo(Verdict.ALLOW);
    assertThat(CredentialRules.decide(request, OPEN).injections()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "no field at all                      | -                                   | Bearer real-value",
        "an empty field                       | Authorization:                      | Bearer real-value",
        "a scheme alone                       | Authorization: Bearer               | Bearer real-value",
        "the placeholder as the route has it  | authorization: Bearer PH            | Bearer real-value",
        "the placeholder alone                | Authorization: PH                   | Bearer real-value",
        "the placeholder behind another scheme | Authorization: token PH            | Bearer real-value",
        "the placeholder as Basic password    | Authorization: Basic (me:PH)        | Bearer real-value",
        "the placeholder as Basic user        | Authorization: Basic (PH:)          | Bearer real-value",
      })
  void injectsIntoAHeader(String sentence, String fields, String expected) {
    Credentials credentials =
        CredentialRules.decide(request("POST", "https://a.example/", fields(fields)), BEARER);
    assertThat(credentials.decision().verdict()).as(sentence).isEqualTo(Verdict.ALLOW);
    assertThat(credentials.injections())
        .singleElement()
        .isInstanceOfSatisfying(
            Injection.IntoHeader.class,
            into -> {
              assertThat(into.name()).isEqualTo("Authorization");
              assertThat(into.value(REAL)).isEqualTo(expected);
            });
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "another token                        | /    | Authorization: Bearer sk-stranger",
        "another Basic password               | /    | Authorization: Basic (me:stranger)",
        "a token as the Basic user            | /    | Authorization: Basic (stranger:)",
        "the placeholder beside a token       | /    | Authorization: Basic (PH:stranger)",
        "broken Basic                         | /    | Authorization: Basic %%%",
        "Basic without a colon                | /    | Authorization: Basic (me)",
        "the placeholder with something on it | /    | Authorization: Bearer PHx",
        "two fields                           | /    | Authorization: Bearer PH;Authorization: Bearer x",
        "two fields of the placeholder        | /    | Authorization: Bearer PH;authorization: Bearer PH",
        "another credential field             | /    | x-api-key: sk-stranger",
        "the placeholder in another field     | /    | x-api-key: PH",
        "another one beside the placeholder   | /    | Authorization: Bearer PH;x-api-key: sk",
        "a cookie                             | /    | Cookie: session=stranger",
        "a query key                          | /?access_token=x | -",
        "a query key behind a semicolon       | /?a=b;access_token=x | -",
        "a signed URL                         | /?X-Amz-Signature=x | -",
      })
  void deniesEverythingElseOnABoundRoute(String sentence, String path, String fields) {
    for (String method : List.of("GET", "POST")) {
      Credentials credentials =
          CredentialRules.decide(
              request(method, "https://a.example" + path, fields(fields)), BEARER);
      assertThat(credentials.decision().verdict()).as(sentence).isEqualTo(Verdict.DENY);
      assertThat(credentials.injections()).isEmpty();
    }
  }

  @Test
  void aReasonNeverRepeatsTheValue() {
    Credentials credentials =
        CredentialRules.decide(
            request("POST", "https://a.example/", new Field("x-api-key", "sk-stranger")), BEARER);
    assertThat(credentials.decision().reason()).contains("x-api-key").doesNotContain("sk-stranger");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "empty                       | -                            | ALLOW",
        "the placeholder             | X-API-Key: PH                | ALLOW",
        "another value               | x-api-key: sk-stranger       | DENY",
        "a scheme is no empty value  | x-api-key: bearer            | DENY",
        "another field               | Authorization: Bearer x      | DENY",
      })
  void ownsAnyHeader(String sentence, String fields, Verdict verdict) {
    Credentials credentials =
        CredentialRules.decide(request("POST", "https://a.example/", fields(fields)), API_KEY);
    assertThat(credentials.decision().verdict()).as(sentence).isEqualTo(verdict);
    assertThat(credentials.injections()).hasSize(verdict == Verdict.ALLOW ? 1 : 0);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing: git asks without first   | -                             | x-access-token:real-value",
        "the client's user name stays      | Authorization: Basic (me:PH)  | me:real-value",
        "an empty user name                | Authorization: Basic (:PH)    | x-access-token:real-value",
        "a user name without a password    | Authorization: Basic (git:)   | x-access-token:real-value",
        "the placeholder as user name      | Authorization: Basic (PH:x-oauth-basic) | x-access-token:real-value",
        "the placeholder twice             | Authorization: Basic (PH:PH)  | x-access-token:real-value",
        "the placeholder as a bearer       | Authorization: Bearer PH      | x-access-token:real-value",
      })
  void injectsIntoABasicPassword(String sentence, String fields, String pair) {
    Credentials credentials =
        CredentialRules.decide(request("GET", "https://a.example/", fields(fields)), BASIC);
    assertThat(credentials.injections())
        .as(sentence)
        .singleElement()
        .isInstanceOfSatisfying(
            Injection.IntoBasicPassword.class,
            into -> assertThat(into.value(REAL)).isEqualTo("Basic " + base64(pair)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a name                    | git-user_1@corp.example | ALLOW",
        "the longest name          | LONGEST                 | ALLOW",
        "a longer one              | LONGESTx                | DENY",
        "a space                   | some data               | DENY",
        "padding of base64         | c29tZSBkYXRh==          | DENY",
        "a slash                   | a/b                     | DENY",
        "a letter beyond ASCII     | zo\u00eb                | DENY",
        "a line end                | aLINE                   | DENY",
      })
  void aBasicUserNameGoesOutOnlyIfItIsOne(String sentence, String user, Verdict verdict) {
    String name = user.replace("LONGEST", "u".repeat(64)).replace("LINE", "\n");
    Field field = new Field("Authorization", "Basic " + base64(name + ":" + PH));
    Request request = request("GET", "https://a.example/", field);
    assertThat(CredentialRules.decide(request, BASIC).decision().verdict())
        .as(sentence)
        .isEqualTo(verdict);
  }

  @Test
  void theConfiguredUserGoesOutWhateverItLooksLike() {
    Route route = bound("a.example", new Binding("T", new Slot.BasicPassword(), "CORP\\al:{}", PH));
    Field field = new Field("Authorization", "Basic " + base64("CORP\\al:" + PH));
    Request request = request("GET", "https://a.example/", field);
    assertThat(CredentialRules.decide(request, route).decision().verdict())
        .isEqualTo(Verdict.ALLOW);
  }

  @Test
  void takesTheDefaultUserFromTheFormat() {
    Route alice = bound("a.example", new Binding("T", new Slot.BasicPassword(), "alice:{}", PH));
    Credentials credentials = CredentialRules.decide(request("GET", "https://a.example/"), alice);
    assertThat(credentials.injections())
        .singleElement()
        .isInstanceOfSatisfying(
            Injection.IntoBasicPassword.class,
            into -> assertThat(into.value(REAL)).isEqualTo("Basic " + base64("alice:real-value")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "no query                     | /             | api_key=real-value",
        "a query without the key      | /?a=b         | a=b&api_key=real-value",
        "the key empty                | /?api_key=&a=b | api_key=real-value&a=b",
        "the placeholder              | /?a=b&api_key=PH&c | a=b&api_key=real-value&c",
        "the key escaped              | /?%61pi_key=PH | api_key=real-value",
      })
  void injectsIntoTheQuery(String sentence, String path, String expected) {
    Request request = request("GET", "https://a.example" + path.replace("PH", PH));
    Credentials credentials = CredentialRules.decide(request, QUERY);
    assertThat(credentials.injections())
        .as(sentence)
        .singleElement()
        .isInstanceOfSatisfying(
            Injection.IntoQuery.class,
            into -> assertThat(into.query(request.query(), REAL)).isEqualTo(expected));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "another value                    | /?api_key=stranger",
        "the key twice                    | /?api_key=PH&api_key=stranger",
        "the key in capitals              | /?API_KEY=stranger",
        "the key as an array              | /?api_key[]=stranger",
        "the key with a dot               | /?api.key=stranger",
        "the key escaped                  | /?api%5fkey=stranger",
        "the key behind a semicolon       | /?a=b;api_key=PH",
        "another credential key           | /?api_key=PH&access_token=x",
      })
  void ownsAQueryKey(String sentence, String path) {
    Credentials credentials =
        CredentialRules.decide(request("GET", "https://a.example" + path.replace("PH", PH)), QUERY);
    assertThat(credentials.decision().verdict()).as(sentence).isEqualTo(Verdict.DENY);
  }

  @Test
  void injectsNothingOverPlainHttp() {
    Credentials empty = CredentialRules.decide(request("GET", "http://a.example/"), BEARER);
    assertThat(empty.decision().verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(empty.injections()).isEmpty();
    Credentials placeholder =
        CredentialRules.decide(
            request("GET", "http://a.example/", fields("Authorization: Bearer PH")), BEARER);
    assertThat(placeholder.decision().rule()).isEqualTo("plain-http");
  }

  @Test
  void deniesUserInfo() {
    Request get = new Request("https", "a.example", 443, "GET", "/", "", List.of(), true);
    Request post = new Request("https", "a.example", 443, "POST", "/", "", List.of(), true);
    assertThat(CredentialRules.decide(get, BEARER).decision().verdict()).isEqualTo(Verdict.DENY);
    assertThat(CredentialRules.decide(post, OPEN).decision().verdict()).isEqualTo(Verdict.DENY);
    assertThat(CredentialRules.decide(get, OPEN).decision().verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(CredentialRules.decide(post, CLIENT).decision().verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void thePlaceholderChoosesAmongBindingsOfOneField() {
    String other = Placeholders.make("tok_", "0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    Route route =
        bound(
            "a.example",
            new Binding("ONE", new Slot.Header("Authorization"), "Bearer {}", PH),
            new Binding("TWO", new Slot.BasicPassword(), "{}", other));
    Credentials credentials =
        CredentialRules.decide(
            request("GET", "https://a.example/", new Field("Authorization", "Bearer " + other)),
            route);
    assertThat(credentials.injections())
        .singleElement()
        .extracting(i -> i.binding().secret())
        .isEqualTo("TWO");
    assertThat(CredentialRules.decide(request("GET", "https://a.example/"), route).injections())
        .singleElement()
        .extracting(i -> i.binding().secret())
        .isEqualTo("ONE");
  }

  @Test
  void refusesASecretThatWouldBeginAnotherField() {
    Injection.IntoHeader into =
        new Injection.IntoHeader(BEARER.bindings().getFirst(), "Authorization");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> into.value(Secret.of("a\r\nX: y")))
        .withMessageNotContaining("X: y");
  }

  private static Field[] fields(String text) {
    List<Field> fields = new ArrayList<>();
    if (!text.equals("-")) {
      for (String line : text.split(";", -1)) {
        int colon = line.indexOf(':');
        String value = line.substring(colon + 1).strip();
        int open = value.indexOf('(');
        if (open >= 0) {
          String pair = value.substring(open + 1, value.length() - 1).replace("PH", PH);
          value = value.substring(0, open) + base64(pair);
        }
        fields.add(new Field(line.substring(0, colon), value.replace("PH", PH)));
      }
    }
    return fields.toArray(Field[]::new);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
