package dev.botbottle.backends.bubblewrap;

import dev.botbottle.authority.NewAuthority;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.trust.HostRoots;
import dev.botbottle.launcher.trust.HostTrust;
import dev.botbottle.policy.SigningAuthority;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.FutureTask;

/**
 * What the programs in the bottle will trust, made aside because it takes as long as the rest of a
 * preparation: first what is needed first.
 */
final class PreparedTrust {
  private final FutureTask<List<Path>> javaStores;
  private final FutureTask<SigningAuthority> authority;
  private final FutureTask<HostRoots> roots;

  PreparedTrust(Host host, String mark) {
    javaStores = new FutureTask<>(() -> HostTrust.javaKeyStores(host));
    authority =
        new FutureTask<>(() -> NewAuthority.of(mark, InstantSource.system(), new SecureRandom()));
    roots = new FutureTask<>(() -> HostRoots.read(!javaStores().isEmpty()));
  }

  /** Begins; what is asked for before waits. */
  void begin() {
    Thread.ofPlatform().daemon().name("trust").start(this::make);
  }

  private void make() {
    javaStores.run();
    authority.run();
    roots.run();
  }

  /** Where the host's JDKs keep their roots. */
  List<Path> javaStores() {
    return LaunchThread.result(javaStores);
  }

  /** The session's. */
  SigningAuthority authority() {
    return LaunchThread.result(authority);
  }

  /** The host's, with a key store if it has a JDK. */
  HostRoots roots() {
    return LaunchThread.result(roots);
  }
}
