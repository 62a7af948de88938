package dev.botbottle.launcher.trust;

import dev.botbottle.launcher.host.Host;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where this host keeps the roots its programs trust. */
public final class HostTrust {
  private static final List<String> BUNDLES =
      List.of(
          "/etc/ssl/certs/ca-certificates.crt", // Debian, Ubuntu, Alpine, Arch
          "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // Fedora
          "/etc/pki/tls/certs/ca-bundle.crt", // RHEL
          "/etc/ssl/ca-bundle.pem", // openSUSE
          "/etc/ssl/cert.pem");

  private HostTrust() {}

  /** The host's bundle of roots. */
  public static Optional<Path> bundle() {
    for (String path : BUNDLES) {
      if (Files.isReadable(Path.of(path))) {
        return Optional.of(Path.of(path));
      }
    }
    return Optional.empty();
  }

  /** Every path at which programs look for the bundle and this host has one. */
  public static List<Path> bundlePaths() {
    Set<Path> paths = new LinkedHashSet<>();
    for (String path : BUNDLES) {
      if (Files.exists(Path.of(path))) {
        paths.add(Path.of(path));
      }
    }
    return List.copyOf(paths);
  }

  /** The {@code cacerts} of every JDK the agent may meet, links resolved. */
  public static List<Path> javaKeyStores(Host host) {
    Set<Path> homes = new LinkedHashSet<>();
    host.variable("JAVA_HOME").map(Path::of).ifPresent(homes::add);
    for (Path directory :
        List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/opt"),
            host.home().resolve(".sdkman/candidates/java"),
            host.home().resolve(".jdks"))) {
      children(directory, homes);
    }
    host.find("java").map(java -> java.resolve("../..").normalize()).ifPresent(homes::add);
    Set<Path> stores = new LinkedHashSet<>();
    for (Path home : homes) {
      for (String place : List.of("lib/security/cacerts", "jre/lib/security/cacerts")) {
        try {
          stores.add(home.resolve(place).toRealPath());
        } catch (IOException e) {
          // not a JDK, or one of another layout
        }
      }
    }
    return List.copyOf(stores);
  }

  private static void children(Path directory, Set<Path> into) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        into.add(entry);
      }
    } catch (IOException e) {
      // unreadable to the user, so to the agent
    }
  }
}
