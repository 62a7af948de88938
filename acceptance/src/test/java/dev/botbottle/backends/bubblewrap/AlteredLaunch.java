package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.backend.Launch;
import dev.botbottle.launcher.backend.Preparation;
import dev.botbottle.launcher.backend.RunningBottle;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.manifests.Manifests;
import dev.botbottle.launcher.plan.AgentChoices;
import dev.botbottle.launcher.plan.Plan;
import dev.botbottle.launcher.plan.Planner;
import dev.botbottle.launcher.plan.SessionId;
import dev.botbottle.launcher.plan.StartOptions;
import dev.botbottle.launcher.provider.Provider;
import dev.botbottle.launcher.session.ProcessIdentity;
import dev.botbottle.launcher.session.SessionRecord;
import dev.botbottle.launcher.session.SessionStore;
import dev.botbottle.policy.SessionOrder;
import dev.botbottle.posix.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A program that starts a shell in a bottle as {@code bottle start shell} does, with one protection
 * taken out. Its arguments: the runtime image, an {@link Alteration}, the shell's command.
 */
public final class AlteredLaunch {
  /** What is taken out. */
  public enum Alteration {
    /** Nothing. */
    NOTHING,
    /** The process namespace; its /proc has to go with it. */
    PROCESS_NAMESPACE,
    /** That the user's home is not shown. */
    PRIVATE_HOME,
    /** That the agent enters the bottle's network. */
    NETWORK_NAMESPACE,
    ADDRESS_FAMILIES,
    SET_ID_BITS,
    KERNEL_SURFACE,
    /** Both ways nested user namespaces are forbidden. */
    USER_NAMESPACES,
    /** That files which execute by themselves are read-only, and .git cannot be renamed. */
    PROTECTED_NAMES,
    /** That sockets in the workspace are hidden. */
    MASKED_SOCKET,
    /** Nothing, but the sandbox takes a second from its start to bubblewrap's own. */
    SLOW_ENTRY,
    /** One mount the plan names: that .git cannot be renamed. */
    PLANNED_MOUNT,
    /** The pipe between the agent and the user's standard output, a file. */
    RELAYED_OUTPUT,
    /** That the agent's terminal is another than the user's, which is standard output. */
    OWN_TERMINAL,
    /** That the system call which types into a terminal is refused. */
    TERMINAL_INJECTION,
    /** Both of these. */
    OWN_TERMINAL_AND_INJECTION,
    /** That the gateway is alone in its process namespace. */
    GATEWAY_ALONE,
    /** Most of the memory that the gateway has for objects. */
    GATEWAY_MEMORY
  }

  private AlteredLaunch() {}

  /** Runs one session and ends with its exit code. */
  public static void main(String[] arguments) {
    Host current = Host.current();
    Host host =
        new Host(
            current.environment(),
            current.directory(),
            current.home(),
            current.uid(),
            Path.of(arguments[0]),
            Path.of(arguments[0]));
    Alteration alteration = Alteration.valueOf(arguments[1]);
    BubblewrapBackend backend =
        new BubblewrapBackend(new SecureRandom(), shape(alteration, host.home()));
    SessionStore store = new SessionStore(host.state());
    Provider.PlaceholderSource placeholders = (name, shape) -> shape + "of-a-control-run-" + name;
    StartOptions options = StartOptions.of("shell", "-c", arguments[2]);
    int code;
    try (Preparation preparation = backend.prepare(host, store)) {
      Plan plan =
          new Planner(host, placeholders)
              .plan(
                  SessionId.of("shell", preparation.mark()),
                  new AgentChoices(host, Manifests.read(host), placeholders).choose(options),
                  options,
                  backend.facts(host));
      code = run(backend, host, preparation, altered(plan, alteration));
    }
    System.out.flush();
    Runtime.getRuntime().halt(code);
  }

  private static Plan altered(Plan plan, Alteration alteration) {
    boolean names = alteration == Alteration.PROTECTED_NAMES;
    boolean sockets = alteration == Alteration.MASKED_SOCKET;
    return new Plan(
        plan.session(),
        plan.agent(),
        plan.label(),
        plan.bottle(),
        plan.provider(),
        plan.backend(),
        plan.rung(),
        plan.properties(),
        plan.workspace(),
        plan.home(),
        plan.command(),
        plan.environment(),
        plan.secrets(),
        plan.policy(),
        plan.mounts(),
        plan.caches(),
        plan.homeFiles(),
        plan.canary(),
        plan.imports(),
        names ? List.of() : plan.protectedPaths(),
        sockets ? List.of() : plan.maskedPaths(),
        plan.resources(),
        plan.limits(),
        plan.publish(),
        plan.collector(),
        plan.gaps(),
        plan.notes());
  }

  private static int run(BubblewrapBackend backend, Host host, Preparation preparation, Plan plan) {
    SessionRecord record = plan.record(Instant.now(), ProcessIdentity.current());
    Launch launch =
        new Launch(
            plan,
            host,
            preparation.directory(record),
            () ->
                new SessionOrder(
                    plan.session(),
                    preparation.authority(),
                    plan.policy(),
                    Map.of(),
                    List.of(),
                    List.of()),
            Map.of(),
            Terminal.isTerminal(0),
            (role, process) -> {});
    try (RunningBottle bottle = backend.launch(launch, preparation)) {
      RunningBottle.End end = bottle.await();
      if (end.cause() != RunningBottle.Cause.AGENT) {
        System.err.println(end.cause() + " " + end.reports());
      }
      return end.exit();
    }
  }

  private static Shape shape(Alteration alteration, Path home) {
    return switch (alteration) {
      case NOTHING -> Shape.WHOLE;
      case PROCESS_NAMESPACE ->
          sandbox(options -> {
            options.remove("--unshare-pid");
            int proc = options.indexOf("--proc");
            options.set(proc, "--ro-bind");
            options.add(proc + 1, "/proc");
          });
      case PRIVATE_HOME ->
          sandbox(options -> {
            String shown = home.resolve("private-of-the-user").toString();
            options.addAll(options.lastIndexOf("--remount-ro"), List.of("--ro-bind", shown, shown));
          });
      case NETWORK_NAMESPACE -> entry(words -> without(words, "--net"));
      case SLOW_ENTRY -> entry(words -> within(words, "/bin/sleep 1.25; exec \"$@\"", "sh"));
      case RELAYED_OUTPUT -> entry(AlteredLaunch::withTheUsersOutput);
      case OWN_TERMINAL -> entry(AlteredLaunch::atTheUsersTerminal);
      case TERMINAL_INJECTION -> syscalls("terminal-injection");
      case OWN_TERMINAL_AND_INJECTION ->
          new Shape(
              UnaryOperator.identity(),
              groups -> without(groups, "terminal-injection"),
              UnaryOperator.identity(),
              AlteredLaunch::atTheUsersTerminal);
      case ADDRESS_FAMILIES -> syscalls("address-families");
      case SET_ID_BITS -> syscalls("set-id-bits");
      case KERNEL_SURFACE -> syscalls("kernel-surface");
      case USER_NAMESPACES ->
          new Shape(
              options -> without(options, "--disable-userns"),
              groups -> without(groups, "user-namespaces"),
              UnaryOperator.identity(),
              UnaryOperator.identity());
      case GATEWAY_ALONE -> gateway(options -> without(options, "--as-pid-1"));
      // The one variable that counts more than what the command line says.
      case GATEWAY_MEMORY ->
          gateway(options -> longer(options, "--setenv", "_JAVA_OPTIONS", "-Xmx9m"));
      case PLANNED_MOUNT -> sandbox(options -> removeMount(options, "--bind", "/.git"));
      case PROTECTED_NAMES, MASKED_SOCKET -> Shape.WHOLE; // these are taken out of the plan
    };
  }

  private static Shape gateway(UnaryOperator<List<String>> change) {
    return new Shape(
        UnaryOperator.identity(), UnaryOperator.identity(), change, UnaryOperator.identity());
  }

  private static List<String> longer(List<String> words, String... more) {
    List<String> longer = new ArrayList<>(words);
    longer.addAll(List.of(more));
    return longer;
  }

  private static Shape entry(UnaryOperator<List<String>> change) {
    return new Shape(
        UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity(), change);
  }

  /** The words with a shell command behind them that runs what follows. */
  private static List<String> within(List<String> words, String command, String zero) {
    List<String> longer = new ArrayList<>(words);
    longer.addAll(List.of("/bin/sh", "-c", command, zero));
    return longer;
  }

  private static List<String> withTheUsersOutput(List<String> words) {
    return within(words, "exec \"$@\" >>\"$0\"", standardOutput());
  }

  private static List<String> atTheUsersTerminal(List<String> words) {
    return within(words, "exec \"$@\" <>\"$0\" >&0 2>&0", standardOutput());
  }

  private static String standardOutput() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Change {
    void of(List<String> options);
  }

  private static Shape sandbox(Change change) {
    return new Shape(
        options -> {
          List<String> changed = new ArrayList<>(options);
          change.of(changed);
          if (changed.equals(options)) {
            throw new IllegalStateException("there was nothing to take out");
          }
          return changed;
        },
        UnaryOperator.identity(),
        UnaryOperator.identity(),
        UnaryOperator.identity());
  }

  private static Shape syscalls(String group) {
    return new Shape(
        UnaryOperator.identity(),
        groups -> without(groups, group),
        UnaryOperator.identity(),
        UnaryOperator.identity());
  }

  /** The elements that are not written like this; there must be one that is. */
  private static <T> List<T> without(List<T> elements, String text) {
    List<T> kept = new ArrayList<>(elements);
    if (!kept.removeIf(element -> element.toString().equals(text))) {
      throw new IllegalStateException("there is no " + text);
    }
    return kept;
  }

  /** Takes out a mount (three words) by the end of its target. */
  private static void removeMount(List<String> options, String kind, String end) {
    for (int i = 0; i + 2 < options.size(); i++) {
      if (options.get(i).equals(kind) && options.get(i + 2).endsWith(end)) {
        options.subList(i, i + 3).clear();
        return;
      }
    }
  }
}
