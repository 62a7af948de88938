package dev.botbottle.backends.bubblewrap;

import dev.botbottle.authority.HostRoots;
import dev.botbottle.authority.NewAuthority;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.trust.HostTrust;
import dev.botbottle.policy.SigningAuthority;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.FutureTask;

/**
 * What the programs in the bottle will trust, made aside because it takes as long as the rest of a
 * preparation: first what is needed first.
 */
final class PreparedTrust {
  /** The roots of the runtime this runs on, for a host that has none. */
  private static final Path OWN_STORE =
      Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");

  private final FutureTask<List<Path>> javaStores;
  private final FutureTask<SigningAuthority> authority;
  private final FutureTask<HostRoots> roots;

  private final Thread maker = Thread.ofPlatform().daemon().name("trust").unstarted(this::make);

  private PreparedTrust(Host host, String mark) {
    javaStores = new FutureTask<>(() -> HostTrust.javaKeyStores(host));
    authority =
        new FutureTask<>(() -> NewAuthority.of(mark, InstantSource.system(), new SecureRandom()));
    roots =
        new FutureTask<>(() ->
            HostRoots.read(HostTrust.bundle(), OWN_STORE, host.cache(), !javaStores().isEmpty()));
  }

  /** Begins to make it; who asks for a part before it is there waits. */
  static PreparedTrust begin(Host host, String mark) {
    PreparedTrust trust = new PreparedTrust(host, mark);
    trust.maker.start();
    return trust;
  }

  private void make() {
    javaStores.run();
    authority.run();
    roots.run();
  }

  /** Nobody will ask for it: what has not begun is not made, and what has is waited for so long. */
  void giveUp(Duration patience) {
    for (FutureTask<?> part : List.of(javaStores, authority, roots)) {
      part.cancel(false);
    }
    try {
      maker.join(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where the host's JDKs keep their roots. */
  List<Path> javaStores() {
    return LaunchThread.result(javaStores);
  }

  /** The session's. */
  SigningAuthority authority() {
    return LaunchThread.result(authority);
  }

  /** The host's, for Java programs too if it has a JDK. */
  HostRoots roots() {
    return LaunchThread.result(roots);
  }
}
