package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.PlannedSecret;
import dev.botbottle.launcher.host.Shown;
import dev.botbottle.policy.Denial;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What an agent is told about its bottle, in the file its program reads as instructions: what it
 * may reach, how a denial looks, and how to ask for more. Names neither the source of a secret nor
 * where a route is dialled. The user's own instructions, where they come along, stand below.
 */
final class AgentNote {
  private AgentNote() {}

  static String of(
      Policy policy,
      List<PlannedSecret> secrets,
      Optional<Path> workspace,
      List<Integer> publish,
      Optional<String> instructions) {
    StringBuilder out = new StringBuilder();
    out.append("# You run in a bottle\n\n");
    out.append("This is a sandbox made by bot-bottle. ");
    if (workspace.isPresent()) {
      out.append("You can change `").append(Shown.line(workspace.get().toString()));
      out.append("` and your home; what you write elsewhere, and in the home, is gone");
    } else {
      out.append("You can change your home; it is gone");
    }
    out.append(" when the session ends. There are no other ways out than these:\n\n");
    if (policy.routes().isEmpty()) {
      out.append("- none: nothing can be reached over the network");
      out.append(policy.offline() ? ", because the user started it offline\n" : "\n");
    }
    for (Route route : policy.routes()) {
      out.append("- `").append(Shown.line(route.host())).append('`');
      if (!route.methods().isEmpty()) {
        out.append(": ").append(String.join(", ", new TreeSet<>(route.methods())));
      }
      if (!route.paths().isEmpty()) {
        out.append(" at ").append(Shown.line(String.join(" ", route.paths())));
      }
      out.append('\n');
    }
    for (Denial denial : policy.denials()) {
      out.append("- never `").append(Shown.line(denial.host())).append('`');
      if (!denial.methods().isEmpty()) {
        out.append(": ").append(String.join(", ", new TreeSet<>(denial.methods())));
      }
      if (!denial.paths().isEmpty()) {
        out.append(" at ").append(Shown.line(String.join(" ", denial.paths())));
      }
      out.append('\n');
    }
    out.append(
        """

        ## Denials
        - A name that is not listed does not resolve; a port that is not granted refuses.
        - A denied request is answered with status 403 and a text that says which rule denied it and what the user could change. Trying again, another client or a way around does not help.
        - A secret in what you send is held back or replaced by `[redacted…]`.
        """);
    if (!secrets.isEmpty()) {
      out.append("- Credentials are put in outside: what you see of one is a stand-in. Send it as");
      out.append(" it is, to its own host only.\n");
    }
    for (int port : publish) {
      out.append("- The user can open what you serve on port ").append(port);
      out.append(" of `127.0.0.1`, at the same address outside.\n");
    }
    out.append(
        """
        - Files that programs of the user run by themselves (git hooks, editor tasks, build wrappers) are read-only.

        ## Asking for more
        Tell the user the host, method and path you need and why. `http://bottle.internal/` lists what is allowed. The user adds a line to the bottle and starts anew; you cannot.
        """);
    instructions.ifPresent(text ->
        out.append("\n# The user's own instructions\n\n").append(text.strip()).append('\n'));
    return out.toString();
  }
}
