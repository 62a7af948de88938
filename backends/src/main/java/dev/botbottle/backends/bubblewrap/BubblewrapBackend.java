package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.backend.Backend;
import dev.botbottle.launcher.backend.Launch;
import dev.botbottle.launcher.backend.Preparation;
import dev.botbottle.launcher.backend.RunningBottle;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.plan.BackendFacts;
import dev.botbottle.launcher.plan.Gap;
import dev.botbottle.launcher.session.SessionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.random.RandomGenerator;

/** Bottles made of namespaces: the default on Linux. */
public final class BubblewrapBackend implements Backend {
  private final RandomGenerator random;
  private final Shape shape;
  private Optional<BubblewrapProbe.Programs> programs = Optional.empty(); // guarded by this
  private Optional<Future<Boolean>> check = Optional.empty(); // guarded by this

  /**
   * The backend.
   *
   * @param random picks the marks of sessions, and the unprivileged ids when root runs the launcher
   */
  public BubblewrapBackend(RandomGenerator random) {
    this(random, Shape.WHOLE);
  }

  BubblewrapBackend(RandomGenerator random, Shape shape) {
    this.random = random;
    this.shape = shape;
  }

  @Override
  public String name() {
    return "bubblewrap";
  }

  /** Aside, because it takes a process of its own; before anybody waits for it, if possible. */
  private synchronized void beginCheck(BubblewrapProbe.Programs found) {
    if (check.isEmpty()) {
      FutureTask<Boolean> begun = new FutureTask<>(() -> BubblewrapProbe.check(found), true);
      check = Optional.of(begun);
      Thread.ofPlatform().daemon().name("probe").start(begun);
    }
  }

  private synchronized Future<Boolean> begunCheck() {
    return check.orElseThrow();
  }

  private synchronized BubblewrapProbe.Programs programs(Host host) {
    if (programs.isEmpty()) {
      programs = Optional.of(BubblewrapProbe.programs(host));
    }
    return programs.get();
  }

  @Override
  public BackendFacts facts(Host host) {
    BubblewrapProbe.Programs found = programs(host);
    beginCheck(found);
    LaunchThread.result(begunCheck());
    List<String> properties =
        new ArrayList<>(
            List.of(
                "user, mount, pid, ipc, network and uts namespaces",
                "no capabilities",
                "syscall filter",
                "no nested user namespaces",
                "transparent egress"));
    properties.add(host.isRoot() ? "unprivileged ids on the host" : "your own id on the host");
    return new BackendFacts(
        name(),
        "namespaces",
        properties,
        List.of(
            new Gap("own-kernel", "the agent shares this host's kernel"),
            new Gap("resources", "memory, processor and disk use are not limited"),
            new Gap(
                "sockets-later",
                "a socket that a host program makes during the session in a folder that is shown"
                    + " (workspace, tools, /usr, /opt) can be reached")));
  }

  @Override
  public Preparation prepare(Host host, SessionStore store) {
    BubblewrapProbe.Programs found = programs(host);
    SessionIds ids =
        found
            .setIds()
            .map(program -> SessionIds.unprivileged(program, random))
            .orElseGet(() -> SessionIds.ordinary(host.uid()));
    BubblewrapPreparation preparation =
        new BubblewrapPreparation(host, store, found, ids, shape, random);
    beginCheck(found);
    return preparation;
  }

  @Override
  public RunningBottle launch(Launch launch, Preparation preparation) {
    return new BubblewrapLaunch(launch, (BubblewrapPreparation) preparation, shape).start();
  }
}
