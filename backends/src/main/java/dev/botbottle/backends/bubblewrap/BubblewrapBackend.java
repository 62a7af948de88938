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
  private Optional<Found> found = Optional.empty(); // guarded by this

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

  /**
   * The programs of this host, and whether they do.
   *
   * @param check aside, because it takes a process of its own; done before anybody waits for it, if
   *     possible
   */
  private record Found(BubblewrapProbe.Programs programs, Future<Boolean> check) {}

  private synchronized Found found(Host host) {
    if (found.isEmpty()) {
      BubblewrapProbe.Programs programs = BubblewrapProbe.programs(host);
      FutureTask<Boolean> check = new FutureTask<>(() -> BubblewrapProbe.check(programs), true);
      Thread.ofPlatform().daemon().name("probe").start(check);
      found = Optional.of(new Found(programs, check));
    }
    return found.get();
  }

  @Override
  public BackendFacts facts(Host host) {
    LaunchThread.result(found(host).check());
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
        new BubblewrapLimits(),
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
    BubblewrapProbe.Programs programs = found(host).programs();
    SessionIds ids =
        programs
            .setIds()
            .map(program -> SessionIds.unprivileged(program, random))
            .orElseGet(() -> SessionIds.ordinary(host.uid()));
    return new BubblewrapPreparation(host, store, programs, ids, shape, random);
  }

  @Override
  public RunningBottle launch(Launch launch, Preparation preparation) {
    return new BubblewrapLaunch(launch, (BubblewrapPreparation) preparation, shape).start();
  }
}
