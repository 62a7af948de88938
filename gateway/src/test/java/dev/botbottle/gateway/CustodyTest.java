package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.policy.Binding;
import dev.botbottle.policy.Slot;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials go in at the gateway, come back masked, and nobody else's go out. */
class CustodyTest {
  private Lab lab;
  private FakeServer server;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    server = lab.tls("api.test", call -> call.ok("got " + call.body()));
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-None: 1", "Authorization: Bearer " + Lab.PLACEHOLDER})
  void theRealTokenStandsInItsFieldWhateverTheClientMaySend(String field) throws Exception {
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    assertThat(lab.tunnel("api.test").get("api.test", "/", field).status()).isEqualTo(200);
    assertThat(Lab.only(server).fields().all("authorization"))
        .containsExactly("Bearer " + Lab.TOKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer sk-strangers-own-key",
        "Authorization: Basic c3RyYW5nZXI6a2V5",
        "x-api-key: sk-strangers-own-key",
        "Cookie: session=stranger",
        "Private-Token: stranger",
        "X-Goog-Api-Key: stranger",
        "api-key: stranger"
      })
  void aStrangersCredentialAtABoundHostIsDenied(String field) throws Exception {
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    Lab.Answer answer = lab.tunnel("api.test").get("api.test", "/", field);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.fields().first("x-bottle-denied")).contains("credential");
    assertThat(lab.dialled).isEmpty();
  }

  @Test
  void twoAuthorizationFieldsAreDenied() throws Exception {
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    String own = "Authorization: Bearer " + Lab.PLACEHOLDER;
    assertThat(lab.tunnel("api.test").get("api.test", "/", own, own).status()).isEqualTo(403);
  }

  @Test
  void aBasicPasswordIsReplacedAndTheUserStays() throws Exception {
    lab.route(
            lab.to("api.test")
                .bind(new Binding("token", new Slot.BasicPassword(), "{}", Lab.PLACEHOLDER)))
        .start();
    lab.tunnel("api.test")
        .get("api.test", "/", "Authorization: Basic " + base64("me:" + Lab.PLACEHOLDER));
    assertThat(Lab.only(server).fields().first("authorization"))
        .contains("Basic " + base64("me:" + Lab.TOKEN));
  }

  @Test
  void aQueryKeyIsReplaced() throws Exception {
    lab.route(
            lab.to("api.test")
                .bind(new Binding("token", new Slot.QueryKey("key"), "{}", Lab.PLACEHOLDER)))
        .start();
    lab.tunnel("api.test").get("api.test", "/v1?a=1&key=" + Lab.PLACEHOLDER + "&b=2");
    assertThat(Lab.only(server).target()).isEqualTo("/v1?a=1&key=" + Lab.TOKEN + "&b=2");
    assertThat(lab.ledger.entries.toString()).doesNotContain(Lab.TOKEN, Lab.PLACEHOLDER);
  }

  @Test
  void aPlaceholderSentToAnotherHostIsDenied() throws Exception {
    FakeServer other = lab.tls("other.test", call -> call.ok(""));
    lab.route(lab.to("api.test").bind(Lab.bearer()))
        .route(lab.to("other.test").clientCredentials())
        .start();
    Lab.Talk talk = lab.tunnel("other.test");
    assertThat(talk.get("other.test", "/", "Authorization: Bearer " + Lab.PLACEHOLDER).status())
        .isEqualTo(403);
    assertThat(talk.post("other.test", "/", Lab.PLACEHOLDER).status()).isEqualTo(403);
    assertThat(other.heads.toString()).doesNotContain("uthorization");
  }

  @Test
  void aPlaceholderInTheBodyToItsOwnHostPasses() throws Exception {
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    Lab.Answer answer = lab.tunnel("api.test").post("api.test", "/", "my " + Lab.PLACEHOLDER);
    assertThat(answer.body()).isEqualTo("got my " + Lab.PLACEHOLDER);
  }

  @Test
  void theTokenNeverGoesOverPlainHttp() throws Exception {
    FakeServer plain = lab.plain("plain.test", call -> call.ok("p"));
    lab.route(lab.to("plain.test").bind(Lab.bearer())).start();
    Lab.Talk talk = lab.explicit();
    assertThat(
            talk.get("plain.test", "http://plain.test/", "Authorization: Bearer " + Lab.PLACEHOLDER)
                .status())
        .isEqualTo(403);
    talk.get("plain.test", "http://plain.test/");
    assertThat(plain.heads).allMatch(head -> !head.fields().has("authorization"));
  }

  @Test
  void aClientsOwnCredentialIsDeniedWhereItWritesToAnUnboundHost() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertThat(talk.post("api.test", "/", "x", "Authorization: Bearer mine").status())
        .isEqualTo(403);
    Lab.Talk again = lab.tunnel("api.test");
    assertThat(again.get("api.test", "/", "Authorization: Bearer mine").status()).isEqualTo(200);
  }

  @Test
  void aRouteMayLetTheClientBringItsCredential() throws Exception {
    lab.route(lab.to("api.test").clientCredentials()).start();
    lab.tunnel("api.test").post("api.test", "/", "x", "Authorization: Bearer mine");
    assertThat(Lab.only(server).fields().first("authorization")).contains("Bearer mine");
  }

  @Test
  void aReflectedTokenComesBackMaskedInHeadAndBody() throws Exception {
    lab.tls(
        "echo.test",
        call -> {
          String seen = call.head().fields().first("authorization").orElse("");
          call.say("HTTP/1.1 200 OK\r\nX-Seen: " + seen + "\r\nContent-Length: " + seen.length());
          call.say("\r\n\r\n" + seen.substring(0, 15));
          call.say(seen.substring(15));
        });
    lab.route(lab.to("echo.test").bind(Lab.bearer())).start();
    Lab.Answer answer = lab.tunnel("echo.test").get("echo.test", "/");
    assertThat(answer.fields().first("x-seen").orElse("")).startsWith("Bearer ");
    assertThat(answer.fields().first("x-seen").orElse("")).doesNotContain(Lab.TOKEN);
    assertThat(answer.body()).startsWith("Bearer ").doesNotContain(Lab.TOKEN);
    assertThat(answer.body()).hasSize(7 + Lab.TOKEN.length());
  }

  @Test
  void boundRoutesPassNoCookiesInAndNoRangesOut() throws Exception {
    FakeServer cookies =
        lab.tls(
            "cookie.test",
            call ->
                call.say(
                    "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nAlt-Svc: h3=\":443\"\r\n",
                    "Content-Length: 0\r\n\r\n"));
    lab.route(lab.to("cookie.test").bind(Lab.bearer())).start();
    Lab.Answer answer =
        lab.tunnel("cookie.test")
            .get("cookie.test", "/", "Range: bytes=0-3", "Accept-Encoding: gzip, br");
    assertThat(answer.fields().has("set-cookie")).isFalse();
    assertThat(answer.fields().has("alt-svc")).isFalse();
    assertThat(Lab.only(cookies).fields().has("range")).isFalse();
    assertThat(Lab.only(cookies).fields().all("accept-encoding")).containsExactly("identity");
  }

  @Test
  void aCodedAnswerFromABoundHostIsNotPassedOnUnread() throws Exception {
    lab.tls(
        "gzip.test",
        call ->
            call.say("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"));
    lab.route(lab.to("gzip.test").bind(Lab.bearer())).start();
    assertThat(lab.tunnel("gzip.test").get("gzip.test", "/").status()).isEqualTo(502);
  }

  @Test
  void aRedirectIsTheClientsToFollow() throws Exception {
    FakeServer redirect =
        lab.tls(
            "go.test",
            call ->
                call.say(
                    "HTTP/1.1 302 Found\r\nLocation: https://other.test/\r\n",
                    "Content-Length: 0\r\n\r\n"));
    lab.route(lab.to("go.test").bind(Lab.bearer())).start();
    Lab.Answer answer = lab.tunnel("go.test").get("go.test", "/");
    assertThat(answer.fields().first("location")).contains("https://other.test/");
    assertThat(lab.dialled).containsExactly("go.test:443");
    assertThat(redirect.heads).hasSize(1);
  }

  @Test
  void aConnectionIsKeptForOneBindingAndNeverSharedWithAnother() throws Exception {
    Map<Socket, Set<String>> seen = new ConcurrentHashMap<>();
    FakeServer counting =
        lab.tls(
            "keys.test",
            call -> {
              seen.computeIfAbsent(call.socket(), _ -> ConcurrentHashMap.newKeySet())
                  .add(
                      call.head().fields().first("authorization").orElse("none")
                          + call.head().fields().first("x-api-key").orElse(""));
              call.ok("");
            });
    lab.route(lab.to("keys.test").paths("/bound/**").bind(Lab.bearer()))
        .route(
            lab.to("keys.test")
                .paths("/other/**")
                .bind(new Binding("token", new Slot.Header("X-Api-Key"), "{}", Lab.PLACEHOLDER)))
        .route(lab.to("keys.test").paths("/free/**"))
        .start();
    Lab.Talk talk = lab.tunnel("keys.test");
    for (String path :
        List.of("/bound/a", "/free/a", "/other/a", "/free/b", "/other/b", "/bound/b")) {
      assertThat(talk.get("keys.test", path).status()).as(path).isEqualTo(200);
    }
    assertThat(counting.heads).hasSize(6);
    assertThat(counting.connections).hasValue(3);
    assertThat(seen.values())
        .containsExactlyInAnyOrder(
            Set.of("Bearer " + Lab.TOKEN), Set.of("none" + Lab.TOKEN), Set.of("none"));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
