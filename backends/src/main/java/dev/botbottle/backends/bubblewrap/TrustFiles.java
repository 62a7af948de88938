package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.trust.HostTrust;
import dev.botbottle.launcher.trust.SessionTrust;
import dev.botbottle.policy.SessionOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The session's authority where every program in the bottle looks for its roots. The files are
 * mounted while they are empty and filled as soon as the gateway has made the authority, before the
 * agent starts.
 *
 * @param mounts where each file is shown
 * @param directory where the files are
 * @param forJava whether a key store is among them
 * @param roots the host's own roots in PEM
 */
record TrustFiles(List<Mount> mounts, Path directory, boolean forJava, String roots) {
  private static final String BUNDLE = "bundle.pem";
  private static final String AUTHORITY = "ca.pem";
  private static final String JAVA = "cacerts";

  TrustFiles {
    mounts = List.copyOf(mounts);
  }

  /** Makes the empty files and lists the mounts. */
  static TrustFiles prepare(Host host, String mark, Path files) {
    try {
      Optional<Path> hostBundle = HostTrust.bundle();
      String roots = hostBundle.isPresent() ? Files.readString(hostBundle.get()) : "";
      Path own = Files.createDirectory(files.resolve("trust"));
      Path bundle = Files.createFile(own.resolve(BUNDLE));
      Path authority = Files.createFile(own.resolve(AUTHORITY));
      List<Mount> mounts = new ArrayList<>();
      mounts.add(new Mount(own, Path.of("/bottle/trust"), false));
      for (Path path : HostTrust.bundlePaths()) {
        mounts.add(new Mount(bundle, path, false));
      }
      // OpenSSL programs with a directory instead of a file (Python, Ruby) find it by its hash.
      String hash = SessionTrust.hashedName(SessionOrder.authorityName(mark));
      mounts.add(new Mount(authority, Path.of("/etc/ssl/certs", hash), false));
      List<Path> stores = HostTrust.javaKeyStores(host);
      if (!stores.isEmpty()) {
        Path store = Files.createFile(own.resolve(JAVA));
        for (Path path : stores) {
          mounts.add(new Mount(store, path, false));
        }
      }
      return new TrustFiles(mounts, own, !stores.isEmpty(), roots);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the authority into the files, in place: what is mounted are these files, not names. */
  void fill(String authority) {
    SessionTrust trust = new SessionTrust(roots, authority);
    try {
      Files.writeString(directory.resolve(BUNDLE), trust.bundle());
      Files.writeString(directory.resolve(AUTHORITY), authority);
      if (forJava) {
        Files.write(directory.resolve(JAVA), trust.javaKeyStore());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
