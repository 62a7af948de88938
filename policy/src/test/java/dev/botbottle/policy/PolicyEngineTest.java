package dev.botbottle.policy;

import static dev.botbottle.policy.Policies.denial;
import static dev.botbottle.policy.Policies.engine;
import static dev.botbottle.policy.Policies.get;
import static dev.botbottle.policy.Policies.request;
import static dev.botbottle.policy.Policies.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyEngineTest {
  private static final PolicyEngine ENGINE =
      PolicyEngine.of(
          new Policy(
              List.of(
                  route("api.github.com", Set.of("GET", "DELETE"), "/repos/acme/**"),
                  route("api.github.com", Set.of("POST"), "/graphql"),
                  route("docs.example.com"),
                  route("*.cdn.example.com"),
                  route("git.corp", Set.of(8443), Set.of(), List.of(), List.of(), false, true),
                  Policies.passthrough("raw.example.com", Set.of()),
                  Policies.passthrough("half.example.com", Set.of())),
              List.of(
                  denial("api.github.com", Set.of("DELETE")),
                  denial("bad.cdn.example.com", Set.of()),
                  denial("docs.example.com", Set.of(), "/admin/**", "/one/*"),
                  denial("half.example.com", Set.of("PUT")))));

  @Test
  void offlineEveryHostIsDeniedForThatReason() {
    PolicyEngine offline = PolicyEngine.of(Policy.OFFLINE);
    for (Decision decision :
        List.of(
            offline.host("docs.example.com", 443),
            offline.host("203.0.113.9", 80),
            offline.name("docs.example.com"),
            offline.request(get("https://docs.example.com/")))) {
      assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
      assertThat(decision.rule()).isEqualTo("offline");
      assertThat(decision.reason()).contains("--offline");
    }
    assertThat(offline.ports()).isEmpty();
  }

  @Test
  void offlineThereAreNoRoutes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new Policy(
                List.of(route("a.example")),
                List.of(),
                TrafficLimits.NONE,
                Optional.empty(),
                true));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a named host is allowed             | docs.example.com   | 443  | ALLOW | route:docs.example.com",
        "any spelling of it too              | DOCS.example.com.  | 443  | ALLOW | route:docs.example.com",
        "a host below a wildcard             | a.b.cdn.example.com | 443 | ALLOW | route:*.cdn.example.com",
        "the wildcard's own name is not      | cdn.example.com    | 443  | DENY  | default-deny",
        "a denial wins over a wildcard       | bad.cdn.example.com | 443 | DENY  | deny:bad.cdn.example.com",
        "a host nobody named                 | evil.net           | 443  | DENY  | default-deny",
        "a name that ends like an allowed one | xdocs.example.com | 443  | DENY  | default-deny",
        "a name that begins like an allowed one | docs.example.com.evil.net | 443 | DENY | default-deny",
        "another port                        | docs.example.com   | 22   | DENY  | port",
        "a port that is none                 | docs.example.com   | 0    | DENY  | port",
        "a port too high                     | docs.example.com   | 65536 | DENY | port",
        "a host that cannot be read          | docs.example.com%2f | 443 | DENY  | host-syntax",
        "an address                          | 203.0.113.9        | 443  | DENY  | default-deny",
        "loopback in disguise                | 0x7f.1             | 443  | DENY  | host-syntax",
        "a host passed through unread        | raw.example.com    | 443  | ALLOW | route:raw.example.com",
        "unread where something is denied    | half.example.com   | 443  | DENY  | deny:half.example.com",
      })
  void decidesAboutHosts(String sentence, String host, int port, Verdict verdict, String rule) {
    Decision decision = ENGINE.host(host, port);
    assertThat(decision.verdict()).as(sentence).isEqualTo(verdict);
    assertThat(decision.rule()).as(sentence).isEqualTo(rule);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a request on a route                | GET  | https://docs.example.com/a?b=c      | ALLOW | route:docs.example.com",
        "plain http on a route with port 80  | GET  | http://docs.example.com/            | ALLOW | route:docs.example.com",
        "an IPv6 look-alike                  | GET  | https://[::1]/                      | DENY  | default-deny",
        "another scheme                      | GET  | ftp://docs.example.com:443/         | DENY  | scheme",
        "the first route's path              | GET  | https://api.github.com/repos/acme/x | ALLOW | route:api.github.com",
        "the second route's method and path  | POST | https://api.github.com/graphql      | ALLOW | route:api.github.com",
        "a path of no route                  | GET  | https://api.github.com/user         | DENY  | path",
        "a look-alike path                   | GET  | https://api.github.com/repos/acmex/a | DENY | path",
        "another case of a path              | GET  | https://api.github.com/repos/ACME/a | DENY  | path",
        "a method of no route                | PUT  | https://api.github.com/repos/acme/x | DENY  | method",
        "a method that is denied             | DELETE | https://api.github.com/repos/acme/x | DENY | deny:api.github.com",
        "an escape does not change a path    | GET  | https://api.github.com/%72epos/acme/x | ALLOW | route:api.github.com",
        "dot segments do not lead out        | GET  | https://api.github.com/repos/acme/../../user | DENY | path-syntax",
        "nor encoded                         | GET  | https://api.github.com/repos/acme/%2e%2e/evil | DENY | path-syntax",
        "nor doubly encoded                  | GET  | https://docs.example.com/%252e%252e/a | DENY | path-syntax",
        "a backslash                         | GET  | https://docs.example.com/a%5cb      | DENY  | path-syntax",
        "an encoded slash without path rules | GET  | https://docs.example.com/@s%2fname  | ALLOW | route:docs.example.com",
        "an encoded slash with path rules    | GET  | https://api.github.com/repos/acme%2fx | DENY | encoded-slash",
        "an encoded slash below a whole folder | GET | https://api.github.com/repos/acme/a%2fb | ALLOW | route:api.github.com",
        "a dot segment behind one            | GET  | https://api.github.com/repos/acme/a%2f..%2f..%2fb | DENY | path-syntax",
        "a doubly encoded slash with them    | GET  | https://api.github.com/repos/acme/a%252fb | DENY | encoded-slash",
        "a path parameter with path rules    | GET  | https://api.github.com/repos;x/acme/a | DENY | path",
        "a merged slash with path rules      | GET  | https://api.github.com//repos/acme/a | DENY | path",
        "a denied path                       | GET  | https://docs.example.com/admin/x    | DENY  | deny:docs.example.com",
        "a denied folder itself              | GET  | https://docs.example.com/admin      | DENY  | deny:docs.example.com",
        "a denied path in capitals           | GET  | https://docs.example.com/ADMIN/     | DENY  | deny:docs.example.com",
        "a denied path with two slashes      | GET  | https://docs.example.com//admin/    | DENY  | deny:docs.example.com",
        "a denied path with a parameter      | GET  | https://docs.example.com/admin;a/b  | DENY  | deny:docs.example.com",
        "a denied path encoded               | GET  | https://docs.example.com/%61dmin    | DENY  | deny:docs.example.com",
        "a denied path doubly encoded        | GET  | https://docs.example.com/%2561dmin  | DENY  | deny:docs.example.com",
        "a denied path behind an encoded slash | GET | https://docs.example.com/admin%2fx | DENY  | deny:docs.example.com",
        "a denied segment with a kept slash  | GET  | https://docs.example.com/one/a%2fb  | DENY  | deny:docs.example.com",
        "a path beside the denied one        | GET  | https://docs.example.com/administer | ALLOW | route:docs.example.com",
        "TRACE                               | TRACE | https://docs.example.com/          | DENY  | method",
        "TRACK                               | TRACK | https://docs.example.com/          | DENY  | method",
        "CONNECT inside a tunnel             | CONNECT | https://docs.example.com/        | DENY  | method",
        "a method in lower case              | delete | https://docs.example.com/         | DENY  | method",
        "a method that is no token           | G@T  | https://docs.example.com/           | DENY  | method",
        "the query key _method               | POST | https://docs.example.com/?_method=DELETE | DENY | override-header",
        "the query key _method encoded       | POST | https://docs.example.com/?a=b&%5fMethod=DELETE | DENY | override-header",
        "a method unknown to the product     | PROPFIND | https://docs.example.com/       | ALLOW | route:docs.example.com",
        "an empty path is the root           | GET  | https://docs.example.com/           | ALLOW | route:docs.example.com",
        "a request on a host passed through  | GET  | https://raw.example.com/            | ALLOW | route:raw.example.com",
      })
  void decidesAboutRequests(
      String sentence, String method, String url, Verdict verdict, String rule) {
    Decision decision = ENGINE.request(request(method, url));
    assertThat(decision.verdict()).as(sentence + ": " + decision.reason()).isEqualTo(verdict);
    assertThat(decision.rule()).as(sentence).isEqualTo(rule);
  }

  @ParameterizedTest
  @CsvSource({
    "X-HTTP-Method-Override",
    "x-http-method",
    "X-Method-Override",
    "x_http_method_override",
    "X-Original-URL",
    "X-Rewrite-URL",
    "X-Forwarded-Host"
  })
  void deniesFieldsThatOverrideTheTarget(String name) {
    Decision decision =
        ENGINE.request(request("GET", "https://docs.example.com/", new Field(name, "DELETE")));
    assertThat(decision.rule()).isEqualTo("override-header");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "WebSocket where the route does not ask for it | docs.example.com | websocket    | DENY",
        "WebSocket in another spelling                 | docs.example.com | h2c, WebSocket | DENY",
        "an upgrade that the gateway drops             | docs.example.com | h2c          | ALLOW",
        "WebSocket where the route asks for it         | git.corp:8443    | websocket    | ALLOW",
      })
  void decidesAboutUpgrades(String sentence, String host, String upgrade, Verdict verdict) {
    Decision decision =
        ENGINE.request(request("GET", "https://" + host + "/", new Field("Upgrade", upgrade)));
    assertThat(decision.verdict()).as(sentence).isEqualTo(verdict);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a wrong path names the right ones    | GET | https://api.github.com/user | /repos/acme/**",
        "a wrong method names the right ones  | PUT | https://api.github.com/repos/acme/x | DELETE, GET, POST",
        "a wrong port names the right ones    | GET | https://docs.example.com:8080/ | port 80, 443, not on 8080",
        "a typing error names the near host   | GET | https://docs.exmple.com/ | nearest allowed: docs.example.com",
        "a sister name the nearest host       | GET | https://download.example.com/ | nearest allowed: docs.example.com",
      })
  void namesWhatWouldHaveMatched(String sentence, String method, String url, String part) {
    assertThat(ENGINE.request(request(method, url)).reason()).as(sentence).contains(part);
  }

  @Test
  void namesNoHostThatIsFarAway() {
    assertThat(ENGINE.host("evil.net", 443).reason()).isEqualTo("no route allows evil.net");
  }

  @Test
  void aReasonNeverRepeatsWhatIsNotPrintable() {
    String reason = ENGINE.host("a\r\nX: y\u202e" + "b".repeat(200), 443).reason();
    assertThat(reason).doesNotContain("\r", "\n", "\u202e").hasSizeLessThan(200);
  }

  @Test
  void carriesRouteAndOriginOfWhatDecided() {
    Decision allowed = ENGINE.request(get("https://docs.example.com/"));
    assertThat(allowed.route()).map(Route::host).contains("docs.example.com");
    assertThat(allowed.origin()).contains(Policies.ORIGIN);
    Decision denied = ENGINE.request(request("DELETE", "https://api.github.com/repos/acme/x"));
    assertThat(denied.route()).isEmpty();
    assertThat(denied.origin()).contains(Policies.ORIGIN);
  }

  @Test
  void takesTheFirstRouteThatMatchesAsAWhole() {
    PolicyEngine engine =
        engine(
            route("a.example", Set.of(8443), Set.of(), List.of(), List.of(), false, false),
            route("a.example", Set.of("POST")),
            route("a.example", Set.of(), "/x/**"),
            route("a.example", Set.of("GET")));
    Decision decision = engine.request(get("https://a.example/y"));
    assertThat(decision.route()).map(Route::methods).contains(Set.of("GET"));
    assertThat(decision.route()).map(Route::paths).contains(List.of());
    assertThat(engine.host("a.example", 8443).route()).map(Route::ports).contains(Set.of(8443));
  }

  @Test
  void decidesAboutANameWithoutAPort() {
    assertThat(ENGINE.name("git.corp").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(ENGINE.name("bad.cdn.example.com").verdict()).isEqualTo(Verdict.DENY);
    assertThat(ENGINE.name("evil.net").verdict()).isEqualTo(Verdict.DENY);
    assertThat(ENGINE.name("").verdict()).isEqualTo(Verdict.DENY);
  }

  @Test
  void listsEveryPortGranted() {
    assertThat(ENGINE.ports()).containsExactly(80, 443, 8443);
  }

  @Test
  void anEmptyPolicyDeniesEverything() {
    assertThat(engine().request(get("https://docs.example.com/")).rule()).isEqualTo("default-deny");
    assertThat(engine().ports()).isEmpty();
  }

  @Test
  void refusesAPolicyItCannotEnforce() {
    Binding binding = new Binding("T", new Slot.Header("Authorization"), "Bearer {}", "ph");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> engine(Policies.bound("*.example.com", binding)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> engine(Policies.passthrough("a.example", Set.of("GET"))));
    assertThatIllegalArgumentException().isThrownBy(() -> engine(route("not a host")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> engine(route("a.example", Set.of(), "no-slash")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyEngine.of(new Policy(List.of(), List.of(denial("*", Set.of())))));
  }
}
