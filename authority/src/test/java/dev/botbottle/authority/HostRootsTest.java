package dev.botbottle.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostRootsTest {
  @TempDir private Path directory;

  @Test
  void theBundleIsTheHostsRootsAndTheAuthorityEachOnALineOfItsOwn() throws Exception {
    for (String host : List.of("HOST", "HOST\n")) {
      assertThat(read(host).bundle("CA\n")).asString().isEqualTo("HOST\nCA\n");
    }
    assertThat(none().bundle("CA\n")).asString().isEqualTo("CA\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JKS", "PKCS12"})
  void theKeyStoreIsReadByAJdkAsEitherTypeAndHoldsBoth(String type) throws Exception {
    String authority = certificate("bottle session");
    byte[] bytes =
        read("# a comment\n" + certificate("host root") + certificate("other")).keyStore(authority);
    for (String password : new String[] {"changeit", ""}) {
      KeyStore store = KeyStore.getInstance(type);
      store.load(
          new ByteArrayInputStream(bytes), password.isEmpty() ? null : password.toCharArray());
      assertThat(Collections.list(store.aliases()))
          .containsExactlyInAnyOrder("root0", "root1", "session0");
      assertThat(store.getCertificate("session0")).isEqualTo(parsed(authority));
      assertThat(store.isCertificateEntry("root0")).isTrue();
    }
  }

  @Test
  void aJdkTrustsWhatTheStoreHolds() throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    String authority = certificate("bottle session");
    store.load(new ByteArrayInputStream(none().keyStore(authority)), null);
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(store);
    assertThat(((X509TrustManager) managers.getTrustManagers()[0]).getAcceptedIssuers())
        .containsExactly(parsed(authority));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JKS", "PKCS12"})
  void aHostWithoutABundleHasTheRootsOfAKeyStore(String type) throws Exception {
    String authority = certificate("bottle session");
    KeyStore own = KeyStore.getInstance(type);
    own.load(null, null);
    own.setCertificateEntry("one", parsed(certificate("one root")));
    own.setCertificateEntry("two", parsed(certificate("two root")));
    try (OutputStream out = Files.newOutputStream(store())) {
      own.store(out, "changeit".toCharArray());
    }
    HostRoots roots = none();
    assertThat(all(roots.bundle(authority)))
        .containsExactlyInAnyOrder(
            own.getCertificate("one"), own.getCertificate("two"), parsed(authority));
    KeyStore read = KeyStore.getInstance("PKCS12");
    read.load(new ByteArrayInputStream(roots.keyStore(authority)), null);
    assertThat(Collections.list(read.aliases()))
        .containsExactlyInAnyOrder("root0", "root1", "session0");
  }

  @Test
  void theRootsOfThisRuntimeAreWholeInPem() throws Exception {
    Path cacerts = Path.of(System.getProperty("java.home"), "lib/security/cacerts");
    KeyStore own = KeyStore.getInstance(cacerts.toFile(), (char[]) null);
    byte[] bundle =
        HostRoots.read(Optional.empty(), cacerts, cache(), false)
            .bundle(certificate("bottle session"));
    assertThat(all(bundle)).hasSize(own.size() + 1).hasSizeGreaterThan(50);
  }

  private static List<Certificate> all(byte[] pem) throws Exception {
    return List.copyOf(
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem)));
  }

  @Test
  void whatIsKeptIsUsedUntilTheBundleChanges() throws Exception {
    String authority = certificate("bottle session");
    byte[] first = read(certificate("old root")).keyStore(authority);
    Path kept = cache().resolve("host-roots");
    FileTime made = Files.getLastModifiedTime(kept);
    HostRoots again =
        HostRoots.read(Optional.of(directory.resolve("host.pem")), store(), cache(), true);
    assertThat(again.keyStore(authority)).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(kept)).isEqualTo(made);
    Files.delete(directory.resolve("host.pem"));
    byte[] changed = read(certificate("new root")).keyStore(authority);
    assertThat(new String(changed, StandardCharsets.ISO_8859_1))
        .contains("new root")
        .doesNotContain("old root");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 40, 400})
  void aTornFileOfTheCacheIsMadeAnew(int length) throws Exception {
    String authority = certificate("bottle session");
    byte[] whole = read(certificate("host root")).keyStore(authority);
    Path kept = cache().resolve("host-roots");
    Files.write(kept, Arrays.copyOf(Files.readAllBytes(kept), length));
    HostRoots again =
        HostRoots.read(Optional.of(directory.resolve("host.pem")), store(), cache(), true);
    assertThat(again.keyStore(authority)).isEqualTo(whole);
  }

  @Test
  void aCacheThatCannotBeWrittenIsDoneWithout() throws Exception {
    Path bundle = Files.writeString(directory.resolve("host.pem"), certificate("host root"));
    Path cache = Files.createFile(directory.resolve("no-directory"));
    HostRoots roots = HostRoots.read(Optional.of(bundle), store(), cache, true);
    assertThat(roots.keyStore(certificate("bottle session")))
        .asString(StandardCharsets.ISO_8859_1)
        .contains("host root");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bottle", "bot-bottle session shell-a1b2c", "Upper  And   Spaces"})
  void theHashedNameIsTheOneOpensslLooksFor(String commonName) throws Exception {
    Path file = Files.writeString(directory.resolve("ca.pem"), certificate(commonName));
    String hash =
        run(List.of("openssl", "x509", "-noout", "-hash", "-in", file.toString())).strip();
    assertThat(HashedName.of(commonName)).isEqualTo(hash + ".0");
  }

  /** No host of these tests has one. */
  private Path store() {
    return directory.resolve("cacerts");
  }

  private HostRoots read(String bundle) throws Exception {
    Path file = Files.writeString(directory.resolve("host.pem"), bundle);
    return HostRoots.read(Optional.of(file), store(), cache(), true);
  }

  private HostRoots none() {
    return HostRoots.read(Optional.empty(), store(), cache(), true);
  }

  private Path cache() {
    return directory.resolve("cache");
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
