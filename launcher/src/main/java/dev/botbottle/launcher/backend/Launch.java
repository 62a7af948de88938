package dev.botbottle.launcher.backend;

import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.plan.Plan;
import dev.botbottle.launcher.session.ProcessIdentity;
import dev.botbottle.launcher.session.SessionDirectory;
import dev.botbottle.policy.SessionOrder;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What a backend is given to carry out.
 *
 * @param plan the plan
 * @param host the host it was made for
 * @param directory the session's directory
 * @param order what the gateway is told; asked for once, when the gateway is ready to take it
 * @param given the values of the variables the plan only names, by variable
 * @param terminal whether the agent gets a terminal
 * @param started told of each process by role as soon as it runs
 */
public record Launch(
    Plan plan,
    Host host,
    SessionDirectory directory,
    Supplier<SessionOrder> order,
    Map<String, String> given,
    boolean terminal,
    BiConsumer<String, ProcessIdentity> started) {
  public Launch {
    given = Map.copyOf(given);
  }

  /** Without the values. */
  @Override
  public String toString() {
    return "Launch[" + plan.session() + "]";
  }
}
