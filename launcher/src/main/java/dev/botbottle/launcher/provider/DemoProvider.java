package dev.botbottle.launcher.provider;

import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.policy.Endpoint;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.ScanSettings;
import dev.botbottle.policy.TlsMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The offline tour: a small program inside tries what an agent would, allowed and not, against a
 * server that {@code bottle} itself runs on loopback. It brings no workspace.
 *
 * @param port the loopback port of that server
 * @param offline whether the tour shows a session from which nothing leaves
 */
public record DemoProvider(int port, boolean offline) implements Provider {
  /** The name of the one allowed host; RFC 2606 keeps it from ever being a real one. */
  public static final String ALLOWED_HOST = "allowed.example";

  /** A file in the user's configuration directory that no bottle may show. */
  public static final String HOST_FILE = "demo-canary";

  private static final String RUNTIME = "/bottle/runtime";

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public boolean usesWorkspace() {
    return false;
  }

  @Override
  public List<Route> routes(Request request) {
    return List.of(
        new Route(
            ALLOWED_HOST,
            Set.of(80),
            Set.of("GET", "POST"),
            List.of(),
            TlsMode.INTERCEPT,
            List.of(),
            ScanSettings.DEFAULT,
            false,
            false,
            Optional.of(new Endpoint("127.0.0.1", port)),
            Optional.empty(),
            Origin.builtIn("provider demo")));
  }

  @Override
  public Needs needs(Request request) {
    if (!request.arguments().isEmpty() || request.prompt().isPresent()) {
      throw new BottleException(
          ExitCode.USAGE,
          "could not start demo: the tour takes neither arguments nor a prompt",
          "bottle start demo; bottle start shell -- -c COMMAND runs a command of yours");
    }
    return new Needs(
        List.of(
            RUNTIME + "/bin/java",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Xmx32m",
            "-m",
            "dev.botbottle.cli/dev.botbottle.cli.demo.Tour"),
        List.of(
            PlannedVariable.plain("BOTTLE_DEMO_HOST", ALLOWED_HOST),
            PlannedVariable.plain("BOTTLE_DEMO_OFFLINE", offline ? "1" : "0"),
            PlannedVariable.plain(
                "BOTTLE_DEMO_HOST_FILE", request.host().configuration() + "/" + HOST_FILE),
            PlannedVariable.plain("BOTTLE_DEMO_HOME", request.host().home().toString())),
        List.of(),
        List.of(new Mount(request.host().runtime(), Path.of(RUNTIME), false)),
        routes(request),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of());
  }
}
