package dev.botbottle.launcher.trust;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The roots this host's programs trust, ready for a session's authority to be added.
 *
 * @param pem in PEM; empty if the host has none
 * @param keyStore as Java programs read them, if that was asked for
 */
public record HostRoots(String pem, Optional<JavaKeyStore> keyStore) {
  /**
   * Reads them.
   *
   * @param forJava whether a key store is needed
   * @throws UncheckedIOException if they cannot be read
   */
  public static HostRoots read(boolean forJava) {
    try {
      Optional<Path> bundle = HostTrust.bundle();
      String pem = bundle.isPresent() ? Files.readString(bundle.get()) : "";
      return new HostRoots(pem, forJava ? Optional.of(new JavaKeyStore(pem)) : Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
