package dev.botbottle.launcher.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTrustTest {
  @TempDir private Path directory;

  @Test
  void theBundleIsTheHostsRootsAndTheAuthorityEachOnALineOfItsOwn() {
    assertThat(SessionTrust.bundle("HOST", "CA\n")).isEqualTo("HOST\nCA\n");
    assertThat(SessionTrust.bundle("HOST\n", "CA\n")).isEqualTo("HOST\nCA\n");
    assertThat(SessionTrust.bundle("", "CA\n")).isEqualTo("CA\n");
  }

  @Test
  void theKeyStoreIsReadByAJdkAsJksAndHoldsBoth() throws Exception {
    String host = certificate("host root");
    String authority = certificate("bottle session");
    byte[] bytes = new JavaKeyStore("# a comment\n" + host).with(authority);
    for (String password : new String[] {"changeit", ""}) {
      KeyStore store = KeyStore.getInstance("JKS");
      store.load(
          new ByteArrayInputStream(bytes), password.isEmpty() ? null : password.toCharArray());
      assertThat(store.size()).isEqualTo(2);
      assertThat(((X509Certificate) store.getCertificate("session")).getSubjectX500Principal())
          .isEqualTo(parsed(authority).getSubjectX500Principal());
      assertThat(store.isCertificateEntry("root0")).isTrue();
    }
  }

  @Test
  void aHostWithoutRootsStillTrustsTheAuthority() throws Exception {
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(new ByteArrayInputStream(new JavaKeyStore("").with(certificate("alone"))), null);
    assertThat(store.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bottle", "bot-bottle session shell-a1b2c", "Upper  And   Spaces"})
  void theHashedNameIsTheOneOpensslLooksFor(String commonName) throws Exception {
    Path file = Files.writeString(directory.resolve("ca.pem"), certificate(commonName));
    String hash =
        run(List.of("openssl", "x509", "-noout", "-hash", "-in", file.toString())).strip();
    assertThat(SessionTrust.hashedName(commonName)).isEqualTo(hash + ".0");
  }

  private String certificate(String commonName) throws Exception {
    Path key = directory.resolve("key.pem");
    return run(
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-keyout",
            key.toString(),
            "-subj",
            "/CN=" + commonName,
            "-utf8"));
  }

  private static X509Certificate parsed(String pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s", command).isZero();
    return output;
  }
}
