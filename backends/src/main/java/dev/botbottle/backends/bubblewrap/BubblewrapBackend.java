package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.backend.Backend;
import dev.botbottle.launcher.backend.Launch;
import dev.botbottle.launcher.backend.RunningBottle;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.plan.BackendFacts;
import dev.botbottle.launcher.plan.Gap;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Bottles made of namespaces: the default on Linux. */
public final class BubblewrapBackend implements Backend {
  private final RandomGenerator random;

  /**
   * The backend.
   *
   * @param random picks the unprivileged ids when root runs the launcher
   */
  public BubblewrapBackend(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public String name() {
    return "bubblewrap";
  }

  @Override
  public BackendFacts facts(Host host) {
    BubblewrapProbe.programs(host);
    List<String> properties =
        new ArrayList<>(
            List.of(
                "user, mount, pid, ipc, network, uts and cgroup namespaces",
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
                "a socket that a host program makes in the workspace, /usr or /opt during the"
                    + " session can be reached")));
  }

  @Override
  public RunningBottle launch(Launch launch) {
    BubblewrapProbe.Programs programs = BubblewrapProbe.programs(launch.host());
    SessionIds ids =
        programs
            .setIds()
            .map(program -> SessionIds.unprivileged(program, random))
            .orElseGet(() -> SessionIds.ordinary(launch.host().uid()));
    return new BubblewrapLaunch(launch, programs, ids).start();
  }
}
