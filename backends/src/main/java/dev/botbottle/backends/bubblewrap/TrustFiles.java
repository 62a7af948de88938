package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.plan.Mount;
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

/** The session's authority, written where every program in the bottle looks for its roots. */
final class TrustFiles {
  private TrustFiles() {}

  /** Writes the files and lists the mounts. */
  static List<Mount> prepare(Host host, String mark, String authority, Path directory) {
    try {
      Optional<Path> hostBundle = HostTrust.bundle();
      SessionTrust trust =
          new SessionTrust(
              hostBundle.isPresent() ? Files.readString(hostBundle.get()) : "", authority);
      Path own = directory.resolve("trust");
      Files.createDirectory(own);
      Path bundle = Files.writeString(own.resolve("bundle.pem"), trust.bundle());
      Path ca = Files.writeString(own.resolve("ca.pem"), authority);
      List<Mount> mounts = new ArrayList<>();
      mounts.add(new Mount(own, Path.of("/bottle/trust"), false));
      for (Path path : HostTrust.bundlePaths()) {
        mounts.add(new Mount(bundle, path, false));
      }
      // OpenSSL programs with a directory instead of a file (Python, Ruby) find it by its hash.
      String hash = SessionTrust.hashedName(SessionOrder.authorityName(mark));
      mounts.add(new Mount(ca, Path.of("/etc/ssl/certs", hash), false));
      List<Path> stores = HostTrust.javaKeyStores(host);
      if (!stores.isEmpty()) {
        Path store = Files.write(own.resolve("cacerts"), trust.javaKeyStore());
        for (Path path : stores) {
          mounts.add(new Mount(store, path, false));
        }
      }
      return mounts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
