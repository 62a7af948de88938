package dev.botbottle.cli;

import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.plan.AgentChoice;
import dev.botbottle.launcher.provider.ClaudeFetch;
import dev.botbottle.launcher.provider.ClaudeProvider;

/** Gets an agent's program before it is planned, where that has to be fetched. */
final class AgentProgram {
  private AgentProgram() {}

  static void fetchIfMissing(AgentChoice choice, Host host) {
    if (choice.provider() instanceof ClaudeProvider && ClaudeFetch.isAllThatIsMissing(host)) {
      new ClaudeFetch(host, line -> System.err.println("bottle: " + line)).fetch();
    }
  }
}
