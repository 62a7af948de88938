package dev.botbottle.launcher.provider;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.policy.Route;
import java.util.ArrayList;
import java.util.List;

/**
 * Any command, as it is.
 *
 * @param command the command of the manifest, before the user's own arguments; may be empty
 */
public record CommandProvider(List<String> command) implements Provider {
  public CommandProvider {
    command = List.copyOf(command);
  }

  @Override
  public String name() {
    return "command";
  }

  @Override
  public boolean usesWorkspace() {
    return true;
  }

  @Override
  public List<Route> routes(Request request) {
    return List.of();
  }

  @Override
  public Needs needs(Request request) {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(request.arguments());
    if (whole.isEmpty()) {
      throw new BottleException(
          ExitCode.USAGE, "could not start a command: none was given", "bottle start -- CMD ARGS…");
    }
    return Needs.command(whole);
  }
}
