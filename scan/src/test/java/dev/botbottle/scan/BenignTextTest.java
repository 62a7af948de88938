package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Texts of a developer's day in which nothing may be found. */
final class BenignTextTest {
  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final Scanner SCANNER =
      Scanner.of(
          List.of(
              new KnownSecret(
                  "A", KnownSecret.Kind.CREDENTIAL, Secret.of("sk-ant-known-credential-value")),
              new KnownSecret(
                  "B", KnownSecret.Kind.PLACEHOLDER, Secret.of("bottle-4f9s8k3h2j1q"))));

  private static Map<String, String> texts() {
    Random random = new Random(5);
    Map<String, String> texts = new LinkedHashMap<>();
    StringBuilder lock = new StringBuilder("{\"packages\":{");
    for (int i = 0; i < 2000; i++) {
      lock.append("\"node_modules/task-key-")
          .append(i)
          .append("\":{\"version\":\"1.2.3\",\"integrity\":\"sha512-")
          .append(Texts.random(random, BASE64, 86))
          .append("==\",\"resolved\":\"https://registry.example/p/-/p-1.2.3.tgz#")
          .append(Texts.random(random, "0123456789abcdef", 40))
          .append("\"},\n");
    }
    texts.put("an npm lock file", lock.toString());
    StringBuilder ids = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      ids.append("id: ")
          .append(new UUID(random.nextLong(), random.nextLong()))
          .append(" traceparent: 00-")
          .append(Texts.random(random, "0123456789abcdef", 32))
          .append('-')
          .append(Texts.random(random, "0123456789abcdef", 16))
          .append("-01 commit ")
          .append(Texts.random(random, "0123456789abcdef", 40))
          .append(" sha256:")
          .append(Texts.random(random, "0123456789abcdef", 64))
          .append('\n');
    }
    texts.put("UUIDs, trace ids, git names, digests", ids.toString());
    texts.put("a base64 image", "data:image/png;base64," + Texts.random(random, BASE64, 3_000_000));
    texts.put(
        "a url-safe base64 blob", Texts.random(random, BASE64.replace("+/", "-_"), 3_000_000));
    texts.put("hex", Texts.random(random, "0123456789abcdef", 1_000_000));
    texts.put(
        "lower-case letters and digits",
        Texts.random(random, "abcdefghijklmnopqrstuvwxyz0123456789-_.", 1_000_000));
    byte[] noise = new byte[2_000_000];
    random.nextBytes(noise);
    texts.put("random bytes", new String(noise, java.nio.charset.StandardCharsets.ISO_8859_1));
    texts.put(
        "go.sum",
        ("golang.org/x/net v0.1.0 h1:" + Texts.random(random, BASE64, 43) + "=\n").repeat(100));
    texts.put(
        "minified script",
        "!function(e,t){\"use strict\";var n=t.key-e.sk_a,r=e[\"sk-learn\"];hf_x=re_y;/^(https?:\\/\\/)([^:@]+:)?/.test(n)&&"
            + "fetch(\"https://example.com:8080/a?b=c@d\",{headers:{authorization:\"Basic \"+btoa(u+\":\"+p)}})}(this);");
    texts.put(
        "documentation of credentials",
        """
        Set DATABASE_URL=postgres://user:password@localhost:5432/app or postgres://postgres:postgres@db/app.
        export ANTHROPIC_API_KEY=sk-ant-... ; export GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
        if (text.startsWith("-----BEGIN RSA PRIVATE KEY-----")) throw new Error("key");
        //registry.example/:_authToken=${NPM_TOKEN}
        git clone https://${USER}:${TOKEN}@git.example.com/x.git; curl https://<user>:<pass>@host/
        aws_secret_access_key = <your secret access key goes in this place>
        xoxb-your-token-here AIza... eyJ... sk_live_... -----BEGIN PRIVATE KEY-----
        https://example.com:443/path,https://example.org/@scope/name@1.2.3 mailto:a@b http://h:80/x:y@z
        """);
    return texts;
  }

  @Test
  void nothingIsFoundInBodies() {
    List<String> found = new ArrayList<>();
    texts()
        .forEach((name, text) -> {
          Recording recording =
              Recording.whole(
                  SCANNER.stream(new ScanProfile(ScanAction.WARN, true, Set.of())), text);
          recording.findings.forEach(f -> found.add(name + ": " + f));
          assertThat(recording.bytes.size()).isEqualTo(text.length());
        });
    assertThat(found).isEmpty();
  }

  @Test
  void nothingIsFoundInOrdinaryAddresses() {
    Random random = new Random(6);
    for (int i = 0; i < 2000; i++) {
      String hex = Texts.random(random, "0123456789abcdef", 64);
      for (String path :
          List.of(
              "/repos/acme/app/git/commits/" + hex.substring(0, 40),
              "/v2/library/debian/blobs/sha256:" + hex,
              "/packages/"
                  + hex.substring(0, 2)
                  + "/"
                  + hex.substring(2, 4)
                  + "/"
                  + hex
                  + "/p-1.0-py3-none-any.whl",
              "/org/apache/maven/maven-core/3.9.9/maven-core-3.9.9.jar.sha1",
              "/@scope%2fname/-/name-1.2.3.tgz",
              "/objects/" + new UUID(random.nextLong(), random.nextLong()),
              "/x?X-Amz-Credential="
                  + "AKIA"
                  + Texts.random(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)
                  + "%2F20260101%2Fs3%2Faws4_request&X-Amz-Signature="
                  + hex,
              "/img/" + Texts.random(random, BASE64.replace("+/", "-_"), 120))) {
        // An address made of chance may be a hint.
        assertThat(SCANNER.scan(path, new Place.Path(), ScanProfile.DENY))
            .as(path)
            .allMatch(f -> f.detector().equals("high-entropy") && path.startsWith("/img/"));
      }
    }
  }

  /** As their clients sign them: read with the values of the query joined as well. */
  @Test
  void nothingIsFoundInTheQueryOfASignedAddress() {
    String id = "AKIA" + "Q3EGRJX7Y2LKZPDM";
    String query =
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=$ID%2F20261122%2Fs3%2Faws4_request"
            + "&X-Amz-Date=20261122T010203Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host";
    assertThat(SCANNER.scan(query.replace("$ID", id), new Place.Query(), ScanProfile.DENY))
        .isEmpty();
    String first = id.substring(0, 9);
    String rest = "&b=" + id.substring(9);
    String base64 = Texts.base64(id).replace("=", "");
    for (String other :
        List.of(
            "a=" + first + rest,
            "X-Amz-Credential=" + first + rest,
            "X-Amz-Credential=" + id.substring(0, 2) + "&b=" + id.substring(2),
            "X-Amz-Credential=" + base64.substring(0, 10) + "&b=" + base64.substring(10),
            query.replace("$ID", "-") + "&id=" + id)) {
      assertThat(SCANNER.scan(other, new Place.Query(), ScanProfile.DENY))
          .as(other)
          .extracting(Finding::detector)
          .containsExactly("aws-access-key-id");
    }
  }

  /** Only a query is signed: a cookie with such a name is a token all the same. */
  @Test
  void aTokenIsFoundInACookieWhoseNameSaysWhatItIs() {
    String claims = Texts.base64Url("{\"sub\":\"fL3hXkdbzO5u\",\"aud\":\"all\"}");
    String token =
        Texts.base64Url("{\"alg\":\"HS256\",\"typ\":\"JWT\"}").replace("=", "")
            + "."
            + claims.replace("=", "")
            + "."
            + "PoYsq4R072On82woepGqcxGewqBYvg542ZkOWj4BlUD";
    for (String cookie : List.of("jwt=" + token, "a=b; session_jwt=" + token)) {
      assertThat(SCANNER.scan(cookie, new Place.Header("cookie"), ScanProfile.DENY))
          .as(cookie)
          .extracting(Finding::detector)
          .containsExactly("jwt");
    }
  }
}
