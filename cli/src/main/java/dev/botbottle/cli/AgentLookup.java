package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.plan.AgentChoice;
import dev.botbottle.launcher.plan.StartOptions;
import dev.botbottle.launcher.provider.CommandProvider;
import dev.botbottle.launcher.provider.Provider;
import java.util.List;
import java.util.Optional;

/** Finds the agent a user names: in the user's manifest, else among the built-in ones. */
final class AgentLookup {
  private final Host host;
  private final Provider.PlaceholderSource placeholders;

  AgentLookup(Host host, Provider.PlaceholderSource placeholders) {
    this.host = host;
    this.placeholders = placeholders;
  }

  AgentChoice choose(StartOptions options) {
    if (options.agent().isEmpty()) {
      return AgentChoice.builtIn(new CommandProvider(List.of()));
    }
    String name = options.agent().get();
    Optional<Provider> builtIn = Provider.named(name);
    return builtIn
        .map(AgentChoice::builtIn)
        .orElseThrow(() ->
            new BottleException(
                ExitCode.USAGE,
                "could not find the agent " + name,
                "there are: claude, shell, demo"));
  }
}
