package dev.botbottle.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.policy.SigningAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();
  private final SessionAuthority authority = made(InstantSource.fixed(NOW)).authority();

  private record Made(SigningAuthority given, SessionAuthority authority) {}

  private static Made made(InstantSource clock) {
    SigningAuthority given = NewAuthority.of("ab12c", clock, RANDOM);
    return new Made(given, new SessionAuthority(given, clock, RANDOM));
  }

  @Test
  void theAuthorityMaySignCertificatesAndNoFurtherAuthority() throws Exception {
    X509Certificate ca = authority.certificate();
    ca.verify(ca.getPublicKey());
    assertThat(ca.getBasicConstraints()).isZero();
    assertThat(ca.getKeyUsage()[5]).isTrue();
    assertThat(ca.getSubjectX500Principal().getName()).contains("ab12c");
  }

  @Test
  void aLeafNamesItsHostAndIsGoodForServersOnly() throws Exception {
    X509Certificate leaf = authority.leaf("api.example.com")[0];
    leaf.verify(authority.certificate().getPublicKey());
    assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(2, "api.example.com"));
    assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
  }

  @Test
  void aLeafForAnAddressNamesTheAddress() throws Exception {
    assertThat(authority.leaf("192.0.2.7")[0].getSubjectAlternativeNames())
        .containsExactly(List.of(7, "192.0.2.7"));
    assertThat(authority.leaf("2001:db8::1")[0].getSubjectAlternativeNames())
        .containsExactly(List.of(7, "2001:db8:0:0:0:0:0:1"));
  }

  @Test
  void clocksMayBeTwoDaysBehind() throws Exception {
    X509Certificate leaf = authority.leaf("a.test")[0];
    leaf.checkValidity(java.util.Date.from(NOW.minus(Duration.ofHours(47))));
    assertThat(leaf.getNotAfter()).isAfter(NOW.plus(Duration.ofDays(30)));
  }

  @Test
  void namesLongerThanACommonNameStillGetACertificate() throws Exception {
    String host = "a".repeat(60) + "." + "b".repeat(60) + ".test";
    assertThat(authority.leaf(host)[0].getSubjectAlternativeNames())
        .containsExactly(List.of(2, host));
  }

  @Test
  void opensslTakesTheChainByItsStrictestRules(@TempDir Path dir) throws Exception {
    Made now = made(InstantSource.system());
    Path ca = Files.writeString(dir.resolve("ca.pem"), now.given().certificate());
    Path leaf =
        Files.writeString(dir.resolve("leaf.pem"), pem(now.authority().leaf("api.example.com")[0]));
    assertThat(
            run(
                "openssl",
                "verify",
                "-x509_strict",
                "-purpose",
                "sslserver",
                "-verify_hostname",
                "api.example.com",
                "-CAfile",
                ca.toString(),
                leaf.toString()))
        .contains("leaf.pem: OK");
  }

  private static String pem(X509Certificate certificate) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return output;
  }
}
