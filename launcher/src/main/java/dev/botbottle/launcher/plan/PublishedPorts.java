package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.policy.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Ports of a bottle's loopback that are shown on the host's. */
final class PublishedPorts {
  private static final int HIGHEST = 65_535;

  /**
   * Where the bottle's own gateway listens whatever it grants: name server, captured web ports and
   * explicit proxy. A published one would hand the bottle's credentials to every program here.
   */
  private static final Set<Integer> GATEWAYS = Set.of(53, 80, 443, 3128);

  private PublishedPorts() {}

  /**
   * The ports as asked for, each once.
   *
   * @throws BottleException when the gateway stands at one of them
   */
  static List<Integer> of(List<Integer> asked, List<Route> routes) {
    Set<Integer> taken = new TreeSet<>(GATEWAYS);
    routes.forEach(route -> taken.addAll(route.ports()));
    for (int port : asked) {
      if (port < 1 || port > HIGHEST) {
        throw new BottleException(
            ExitCode.USAGE, "could not publish " + port + ": it is no port", "1 to 65535 are");
      }
      if (taken.contains(port)) {
        throw new BottleException(
            ExitCode.USAGE,
            "could not publish " + port + ": inside, the bottle's own gateway stands there",
            "let the server listen on another port, such as 5173");
      }
    }
    return List.copyOf(new TreeSet<>(asked));
  }

  static List<Gap> gaps(List<Integer> ports) {
    List<Gap> gaps = new ArrayList<>();
    for (int port : ports) {
      gaps.add(
          new Gap(
              "publish",
              "what listens on port "
                  + port
                  + " inside is reached at 127.0.0.1:"
                  + port
                  + " of this host, by every program and user of it: a browser that opens it runs"
                  + " what the agent wrote, and is a way out"));
    }
    return gaps;
  }
}
