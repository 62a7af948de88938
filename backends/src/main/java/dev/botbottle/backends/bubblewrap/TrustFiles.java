package dev.botbottle.backends.bubblewrap;

import dev.botbottle.authority.HashedName;
import dev.botbottle.authority.HostRoots;
import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.trust.HostTrust;
import dev.botbottle.policy.SessionOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The session's authority where every program in the bottle looks for its roots. The files are
 * mounted while they are empty and filled as soon as the authority has been made, before the agent
 * starts.
 *
 * @param mounts where each file is shown
 * @param directory where the files are
 */
record TrustFiles(List<Mount> mounts, Path directory) {
  private static final String BUNDLE = "bundle.pem";
  private static final String AUTHORITY = "ca.pem";
  private static final String JAVA = "cacerts";

  TrustFiles {
    mounts = List.copyOf(mounts);
  }

  /** Makes the empty files and lists the mounts. */
  static TrustFiles prepare(PreparedTrust trust, String mark, Path files) {
    try {
      Path own = Files.createDirectory(files.resolve("trust"));
      Path bundle = Files.createFile(own.resolve(BUNDLE));
      Path authority = Files.createFile(own.resolve(AUTHORITY));
      List<Mount> mounts = new ArrayList<>();
      mounts.add(new Mount(own, Path.of("/bottle/trust"), false));
      for (Path path : HostTrust.bundlePaths()) {
        mounts.add(new Mount(bundle, path, false));
      }
      // OpenSSL programs with a directory instead of a file (Python, Ruby) find it by its hash.
      String hash = HashedName.of(SessionOrder.authorityName(mark));
      mounts.add(new Mount(authority, Path.of("/etc/ssl/certs", hash), false));
      List<Path> stores = trust.javaStores();
      if (!stores.isEmpty()) {
        Path store = Files.createFile(own.resolve(JAVA));
        for (Path path : stores) {
          mounts.add(new Mount(store, path, false));
        }
      }
      return new TrustFiles(mounts, own);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the roots into the files, in place: what is mounted are these files, not names. Waits
   * until they have been made.
   */
  void fill(PreparedTrust trust) {
    try {
      String own = trust.authority().certificate();
      HostRoots roots = trust.roots();
      Files.write(directory.resolve(BUNDLE), roots.bundle(own));
      Files.writeString(directory.resolve(AUTHORITY), own);
      if (!trust.javaStores().isEmpty()) {
        Files.write(directory.resolve(JAVA), roots.keyStore(own));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
