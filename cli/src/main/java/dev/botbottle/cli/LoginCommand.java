package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.UserProgram;
import dev.botbottle.launcher.provider.ClaudeFetch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code bottle login}: gets a token with the agent program's own means. */
final class LoginCommand implements Command {
  @Override
  public String name() {
    return "login";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name(name());
    spec.usageMessage()
        .description("Runs the agent program's own sign-in and says where to keep the token.");
    return spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("AGENT")
            .type(String.class)
            .arity("1")
            .required(true)
            .description("claude.")
            .build());
  }

  @Override
  public int run(Invocation invocation) {
    String agent = invocation.positional(0).orElse("");
    if (!agent.equals("claude")) {
      throw new BottleException(
          ExitCode.USAGE,
          "could not sign in to " + agent + ": it has no sign-in",
          "there is: claude");
    }
    Host host = invocation.host();
    Path program = new ClaudeFetch(host, line -> System.err.println("bottle: " + line)).program();
    int code = setupToken(program);
    if (code == 0) {
      System.err.println(
          """
          bottle: keep the token where bottle finds it, either way:
            export CLAUDE_BOTTLE_OAUTH_TOKEN=…   for this shell
            in the file %s (mode 0600)\
          """
              .formatted(host.configuration().resolve("claude-token")));
    }
    return code;
  }

  private static int setupToken(Path program) {
    try {
      return UserProgram.attend(List.of(program.toString(), "setup-token"));
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.NO_AGENT_PROGRAM,
          "could not run " + program + " setup-token: " + e.getMessage(),
          "run it yourself and set CLAUDE_BOTTLE_OAUTH_TOKEN",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 130;
    }
  }
}
