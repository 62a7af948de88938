package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RandomnessTest {
  private static final Scanner SCANNER = Scanner.of(List.of());
  private static final String HEX = "0123456789abcdef";
  private static final String BASE62 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private static List<Finding> find(String text, Place place) {
    return SCANNER.scan(text, place, ScanProfile.DENY);
  }

  /** Addresses of a developer's day, in which nothing may even be a hint. */
  private static List<String> ordinary(Random random) {
    String hex = Texts.random(random, HEX, 64);
    String uuid = new UUID(random.nextLong(), random.nextLong()).toString();
    String signature = Texts.random(random, BASE62 + "-_", 86);
    return List.of(
        "/objects/" + uuid,
        "/" + uuid.replace("-", ""),
        "/" + uuid.toUpperCase(java.util.Locale.ROOT),
        "/repos/acme/app/git/commits/" + hex.substring(0, 40),
        "/v2/library/debian/blobs/sha256:" + hex,
        "/packages/ab/cd/" + hex.substring(0, 60) + "/requests-2.32.3-py3-none-any.whl",
        "/org/apache/maven/plugins/maven-surefire-plugin/3.5.6/maven-surefire-plugin-3.5.6.pom.sha512",
        "/com/google/errorprone/error_prone_annotations/2.50.0/error_prone_annotations-2.50.0.jar",
        "/@babel%2fplugin-transform-react-jsx-development/-/plugin-transform-react-jsx-development-7.27.1.tgz",
        "/@types/react-dom/-/react-dom-19.1.6.tgz",
        "/golang.org/x/text/@v/v0.0.0-20210220032938-85be41e4509f.zip",
        "/github.com/!azure/azure-sdk-for-go/sdk/azidentity/@v/list",
        "/crates/serde_derive_internals/serde_derive_internals-0.29.1.crate",
        "/debian/pool/main/o/openjdk-25/openjdk-25-jdk-headless_25.0.3+9-1_amd64.deb",
        "/fonts/KFOmCnqEu92Fr1Mu4mxKKTU1Kg" + Texts.random(random, BASE62, 20) + ".woff2",
        "/assets/index-" + Texts.random(random, BASE62, 40) + ".js",
        "/v1/projects/my-project-123/locations/europe-west1/repositories/MyVeryLongRepositoryName",
        "/acme/app/blob/main/src/test/java/com/acme/WhenTheUserHasNoTokenThenTheRequestIsDenied2Test.java",
        "/acme/app/compare/v2.3.0-rc.1...feature/ABC-1234-make-everything-better-than-before",
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261121T100000Z&X-Amz-Expires=300"
            + "&X-Amz-SignedHeaders=host&X-Amz-Signature="
            + hex
            + "&X-Amz-Security-Token="
            + signature,
        "sv=2025-01-05&se=2026-11-22T00%3A00%3A00Z&sr=b&sp=r&sig=" + signature,
        "Expires=1790000000&Key-Pair-Id=KABCDEFGHIJKLM&Signature=" + signature,
        "response_type=code&code_challenge=" + signature.substring(0, 43) + "&state=" + signature,
        "per_page=100&after=" + signature + "&q=is%3Aissue+author%3Aoctocat",
        "traceparent=00-" + hex.substring(0, 32) + "-" + hex.substring(0, 16) + "-01",
        "service=git-upload-pack",
        "go-get=1",
        "name=AReallyLongNameOfAJavaClassThatNobodyCouldReadWithoutBreathing",
        "filter=createdAt%3E2026-01-01T00%3A00%3A00Z&fields=id,name,createdAt,updatedAt,deletedAt");
  }

  @Test
  void ordinaryAddressesAreNoFinding() {
    Random random = new Random(11);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      for (String text : ordinary(random)) {
        Place place = text.startsWith("/") ? new Place.Path() : new Place.Query();
        for (Finding finding : find(text, place)) {
          found.add(finding.detector() + ": " + text);
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void ordinaryHostNamesAreNoFinding() {
    Random random = new Random(12);
    for (int i = 0; i < 300; i++) {
      String hex = Texts.random(random, HEX, 40);
      for (String host :
          List.of(
              "api.github.com",
              "objects-origin.githubusercontent.com",
              "d"
                  + Texts.random(random, "abcdefghijklmnopqrstuvwxyz0123456789", 13)
                  + ".cloudfront.net",
              Texts.random(random, "abcdefghijklmnopqrstuvwxyz0123456789", 10)
                  + ".execute-api.eu-central-1.amazonaws.com",
              "my-application-git-feature-abc-1234-the-long-branch-acme.vercel.app",
              "acme-production-eu-central-1-artifacts-20261121.s3.dualstack.eu-central-1.amazonaws.com",
              new UUID(random.nextLong(), random.nextLong()) + ".region.aws.example",
              hex + ".cdn.example",
              hex.substring(0, 32) + ".cdn.example",
              "xn--llanfairpwllgwyngyllgogerychwyrndrobwll-llantysiliogogogoch.example",
              "llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch.co.uk")) {
        assertThat(find(host, new Place.Host())).as(host).isEmpty();
      }
    }
  }

  @Test
  void chanceInAddressesIsAHintThatPasses() {
    Random random = new Random(13);
    int found = 0;
    for (int i = 0; i < 1_000; i++) {
      String token = Texts.random(random, BASE62 + "-_", 32 + random.nextInt(60));
      String text = i % 2 == 0 ? "/collect/" + token + "/x" : "page=2&data=" + token;
      Place place = i % 2 == 0 ? new Place.Path() : new Place.Query();
      List<Finding> findings = find(text, place);
      assertThat(findings).hasSizeLessThan(2).allMatch(f -> f.detector().equals("high-entropy"));
      assertThat(findings)
          .allMatch(f -> ScanProfile.DENY.actionFor(f) == ScanAction.WARN)
          .noneMatch(f -> f.masked().contains(token));
      found += findings.size();
    }
    assertThat(found).isGreaterThan(970);
  }

  @Test
  void chanceInAHostNameIsDenied() {
    Random random = new Random(14);
    int found = 0;
    int hexadecimal = 0;
    for (int i = 0; i < 1_000; i++) {
      String base32 = Texts.random(random, "abcdefghijklmnopqrstuvwxyz234567", 40);
      found += find(base32 + ".a.example", new Place.Host()).size();
      String hex = Texts.random(random, HEX, 60);
      hexadecimal += find(hex + "." + base32 + ".a.example", new Place.Host()).size();
    }
    assertThat(found).isGreaterThan(900);
    assertThat(hexadecimal).isGreaterThan(970);
    Finding finding =
        find("k7xq2mzp5vw3rj6tn4yhb2cdfg3s7a5u.a.example", new Place.Host()).getFirst();
    assertThat(finding.detector()).isEqualTo("high-entropy-host");
    assertThat(ScanProfile.DENY.actionFor(finding)).isEqualTo(ScanAction.DENY);
  }

  @Test
  void aHintCanBeDeniedAndOneExactValueAllowed() {
    String token = Texts.random(new Random(15), BASE62, 48);
    Finding finding = find("data=" + token, new Place.Query()).getFirst();
    assertThat(Scanner.detectors()).contains("high-entropy", "high-entropy-host");
    ScanProfile strict =
        new ScanProfile(
            ScanAction.DENY,
            true,
            java.util.Set.of(),
            new FindingRules(
                java.util.Map.of("high-entropy", ScanAction.DENY),
                List.of(new AllowedFinding(finding.fingerprint(), "an id", "2027-01-31"))));
    assertThat(strict.actionFor(finding)).isEqualTo(ScanAction.DENY);
    assertThat(SCANNER.scan("data=" + token, new Place.Query(), strict))
        .singleElement()
        .matches(f -> f.allowed() && strict.actionFor(f) == ScanAction.WARN);
  }

  /** Where a token is expected it is a hint that names it, not what looks like chance. */
  @Test
  void aTokenBehindItsNameInAQueryIsAHintThatNamesIt() {
    Random random = new Random(7);
    String token =
        (Texts.base64Url("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + ".")
            + (Texts.base64Url("{\"sub\":\"fL3hXkdbzO5u\",\"aud\":\"all\"}") + ".")
            + Texts.random(random, BASE62, 43);
    Place query = new Place.Query();
    assertThat(find("a=b&jwt=" + token + "&c=d", query))
        .singleElement()
        .satisfies(hint -> assertThat(hint.detector()).isEqualTo("jwt"))
        .satisfies(hint -> assertThat(hint.severity()).isEqualTo(Severity.LOW))
        .satisfies(hint -> assertThat(hint.advice()).contains("session the token belongs to"));
    String other = Texts.random(random, BASE62, 40);
    assertThat(find("jwt=" + token + "&k=" + other, query))
        .extracting(Finding::detector)
        .containsExactly("jwt", "high-entropy");
    assertThat(find("k=" + other + "&jwt=" + token, query))
        .extracting(Finding::detector)
        .containsExactly("high-entropy");
    FindingRules rules = new FindingRules(Map.of("high-entropy", ScanAction.DENY), List.of());
    ScanProfile strict = new ScanProfile(ScanAction.DENY, true, Set.of(), rules);
    assertThat(SCANNER.scan("jwt=" + token, query, strict))
        .extracting(Finding::detector)
        .containsExactly("high-entropy");
  }
}
