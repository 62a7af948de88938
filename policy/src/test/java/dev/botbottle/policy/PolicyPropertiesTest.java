package dev.botbottle.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds for every request, checked on many that are drawn from a seed. */
class PolicyPropertiesTest {
  private static final String PLACEHOLDER = Placeholders.make("tok_", new byte[16]);

  private static final String[] PIECES = {
    "/",
    "a",
    "acme",
    "repos",
    "..",
    ".",
    "%2e",
    "%2E",
    "%252e",
    "%2f",
    "%5c",
    "\\",
    "%25",
    "%",
    ";x",
    "//",
    "%00",
    "%c0%ae",
    "%EF%BC%8E",
    "\u00c3\u00a4",
    "*",
    "~",
    "..;",
    "%20",
    "admin"
  };

  private static final Route BOUND =
      Policies.bound(
          "api.example",
          new Binding("T", new Slot.Header("Authorization"), "Bearer {}", PLACEHOLDER));

  private static final PolicyEngine ENGINE =
      PolicyEngine.of(
          new Policy(
              List.of(
                  Policies.route("api.example", Set.of("GET"), "/repos/acme/**"),
                  Policies.route("open.example", Set.of())),
              List.of(Policies.denial("open.example", Set.of(), "/admin/**"))));

  @Test
  void aPathRuleIsNeverLeftHoweverOftenThePathIsDecoded() {
    Random random = new Random(1);
    int allowed = 0;
    for (int i = 0; i < 300_000; i++) {
      String path = "/repos/acme/" + path(random);
      Decision decision = ENGINE.request(request("api.example", path, List.of()));
      if (decision.verdict() == Verdict.ALLOW) {
        allowed++;
        for (String server : readings(path)) {
          assertThat(resolve(server)).as(path).matches("/repos/acme(/.*)?");
        }
      }
    }
    assertThat(allowed).as("requests that were let through and checked").isGreaterThan(1_000);
  }

  @Test
  void aDeniedFolderIsNeverReachedHoweverThePathIsWritten() {
    Random random = new Random(2);
    int allowed = 0;
    for (int i = 0; i < 300_000; i++) {
      String path = "/" + path(random);
      Decision decision = ENGINE.request(request("open.example", path, List.of()));
      if (decision.verdict() == Verdict.ALLOW) {
        allowed++;
        for (String server : readings(path)) {
          assertThat(resolve(server).toLowerCase(Locale.ROOT))
              .as(path)
              .doesNotMatch("/+admin(/.*)?");
        }
      }
    }
    assertThat(allowed).as("requests that were let through and checked").isGreaterThan(1_000);
  }

  @Test
  void onABoundRouteNoValueButThePlaceholderPasses() {
    Random random = new Random(3);
    String[] names = {"Authorization", "authorization", "x-api-key", "Cookie", "X-Other"};
    String[] values = {
      "", "Bearer", "Bearer " + PLACEHOLDER, PLACEHOLDER, "Bearer x", "x", "token"
    };
    int allowed = 0;
    for (int i = 0; i < 100_000; i++) {
      List<Field> fields = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        fields.add(
            new Field(names[random.nextInt(names.length)], values[random.nextInt(values.length)]));
      }
      Credentials credentials = CredentialRules.decide(request("api.example", "/", fields), BOUND);
      if (credentials.decision().verdict() == Verdict.ALLOW) {
        allowed++;
        assertThat(credentials.injections()).hasSize(1);
        for (Field field : fields) {
          boolean owned = field.name().equalsIgnoreCase("authorization");
          if (owned || !field.name().equals("X-Other")) {
            assertThat(field.value()).isIn(owned ? ownedValues() : List.of(""));
          }
        }
      } else {
        assertThat(credentials.injections()).isEmpty();
      }
    }
    assertThat(allowed).isGreaterThan(1_000);
  }

  @Test
  void noHostBreaksTheDecision() {
    Random random = new Random(4);
    String alphabet = "aZ09.-_:[]%@/\\*\u0000\u00df\u0130\u3002\uff0e\ud800 ";
    for (int i = 0; i < 200_000; i++) {
      StringBuilder host = new StringBuilder(random.nextBoolean() ? "open.example" : "");
      for (int n = random.nextInt(6); n > 0; n--) {
        int at = random.nextInt(host.length() + 1);
        host.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
      }
      Decision decision = ENGINE.host(host.toString(), 443);
      if (decision.verdict() == Verdict.ALLOW) {
        assertThat(HostName.normalise(host.toString())).contains("open.example");
      }
    }
  }

  private static List<String> ownedValues() {
    return List.of("", "Bearer", "token", PLACEHOLDER, "Bearer " + PLACEHOLDER);
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder();
    for (int n = random.nextInt(7); n > 0; n--) {
      path.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return path.toString();
  }

  /** The path as servers see it that decode nothing, once, twice or three times. */
  private static List<String> readings(String path) {
    List<String> readings = new ArrayList<>();
    String reading = path;
    for (int i = 0; i < 4; i++) {
      readings.add(reading);
      StringBuilder decoded = new StringBuilder();
      for (int at = 0; at < reading.length(); at++) {
        char c = reading.charAt(at);
        if (c == '%' && reading.substring(at).matches("(?s)%[0-9a-fA-F]{2}.*")) {
          decoded.append((char) Integer.parseInt(reading.substring(at + 1, at + 3), 16));
          at += 2;
        } else {
          decoded.append(c);
        }
      }
      reading = decoded.toString();
    }
    return readings;
  }

  /**
   * The path of a server that drops parameters, takes backslashes for slashes and resolves dots.
   */
  private static String resolve(String path) {
    List<String> kept = new ArrayList<>();
    for (String segment : path.replace('\\', '/').split("/", -1)) {
      String plain = segment.replaceAll(";.*", "");
      if (plain.equals("..")) {
        if (!kept.isEmpty()) {
          kept.removeLast();
        }
      } else if (!plain.isEmpty() && !plain.equals(".")) {
        kept.add(plain);
      }
    }
    return "/" + String.join("/", kept);
  }

  private static Request request(String host, String path, List<Field> fields) {
    return new Request("https", host, 443, "GET", path, "", fields, false);
  }
}
