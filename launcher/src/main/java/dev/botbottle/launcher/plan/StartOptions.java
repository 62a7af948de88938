package dev.botbottle.launcher.plan;

import java.util.List;
import java.util.Optional;

/**
 * What the user asked {@code bottle start} for.
 *
 * @param agent the agent's name; empty when only a command was given
 * @param bottle another bottle than the agent's own
 * @param backend a backend by name
 * @param runtime a container runtime by name
 * @param workspace another directory than the one the user stands in
 * @param prompt the task, for a run without a conversation
 * @param publish ports inside that are to be reached from the host's loopback
 * @param offline whether nothing may leave, whatever the bottle grants
 * @param export whether the ledger is sent to the collector of the user's environment as well
 * @param arguments what stands behind {@code --}
 */
public record StartOptions(
    Optional<String> agent,
    Optional<String> bottle,
    Optional<String> backend,
    Optional<String> runtime,
    Optional<String> workspace,
    Optional<String> prompt,
    List<Integer> publish,
    boolean offline,
    boolean export,
    List<String> arguments) {
  public StartOptions {
    publish = List.copyOf(publish);
    arguments = List.copyOf(arguments);
  }

  /** An agent with these arguments, everything else as its bottle says. */
  public static StartOptions of(String agent, String... arguments) {
    return new StartOptions(
        Optional.of(agent),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false,
        false,
        List.of(arguments));
  }
}
