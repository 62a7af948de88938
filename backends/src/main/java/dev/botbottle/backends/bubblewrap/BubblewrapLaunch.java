package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.backend.Launch;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.plan.HomeFile;
import dev.botbottle.launcher.plan.Mount;
import dev.botbottle.launcher.plan.Plan;
import dev.botbottle.launcher.plan.PlannedVariable;
import dev.botbottle.launcher.session.ProcessIdentity;
import dev.botbottle.launcher.trust.HostTrust;
import dev.botbottle.policy.Route;
import dev.botbottle.posix.Architecture;
import dev.botbottle.posix.Child;
import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.Spawn;
import dev.botbottle.posix.SyscallFilter;
import dev.botbottle.posix.SyscallRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One launch, step by step. Whatever has been started is undone in reverse order when a step fails.
 */
final class BubblewrapLaunch {
  /** Where programs that are told of a proxy find one. */
  static final int PROXY_PORT = 3128;

  private final Launch launch;
  private final Plan plan;
  private final BubblewrapProbe.Programs programs;
  private final SessionIds ids;
  private final LaunchThread thread = new LaunchThread();
  private final Deque<AutoCloseable> undo = new ArrayDeque<>();

  BubblewrapLaunch(Launch launch, BubblewrapProbe.Programs programs, SessionIds ids) {
    this.launch = launch;
    this.plan = launch.plan();
    this.programs = programs;
    this.ids = ids;
  }

  RunningBubblewrap start() {
    undo.push(thread);
    try {
      return steps();
    } catch (RuntimeException e) {
      undoAll();
      throw e;
    }
  }

  private RunningBubblewrap steps() {
    Staging staging =
        thread.run(() -> ids.setIds().isPresent() ? Staging.Private.enter() : new Staging.Direct());
    Path runtime = thread.run(() -> staging.show(launch.host().runtime()));
    Descriptor[] sockets = Descriptor.socketPair();
    // The gateway first: its runtime takes longest to come up, and everything else fits beside it.
    GatewayProcess gateway = started(thread.run(() -> startGateway(runtime, sockets[1])));
    sockets[1].close();
    record("gateway", gateway.pid());
    Holder holder = started(thread.run(() -> Holder.start(programs, ids, 0, 0, true)));
    record("holder", holder.outerPid());
    Child listeners = thread.run(() -> startListeners(runtime, holder, sockets[0]));
    sockets[0].close();
    gateway.order(launch.order().get());
    Path files = makeDirectories();
    List<Mount> etc = EtcFiles.prepare(plan, files);
    List<Mount> trust =
        TrustFiles.prepare(launch.host(), plan.session(), gateway.authority(), files);
    Relay relay = started(Relay.open(launch.terminal()));
    if (listeners.await() != 0) {
      throw new BottleException(
          ExitCode.LAUNCH,
          "could not open the gateway's sockets in the bottle's network",
          "the reason is in " + launch.directory().gatewayLog());
    }
    gateway.awaitReady();
    Child sandbox =
        thread.run(() -> {
          SandboxLayout layout = layout(staging, holder, files, etc, trust);
          return startSandbox(holder, layout, relay);
        });
    undo.push(() -> kill(sandbox));
    record("sandbox", sandbox.pid());
    relay.begin();
    return new RunningBubblewrap(sandbox, gateway, relay, this::undoAll);
  }

  private GatewayProcess startGateway(Path runtime, Descriptor sockets) {
    List<String> command = new ArrayList<>(ids.as(ids.gateway()));
    command.add(programs.bubblewrap().toString());
    command.addAll(GatewayArguments.of(runtime, HostTrust.bundle()));
    command.add("--");
    command.addAll(RuntimeCommand.gateway(Path.of("/bottle/runtime")));
    command.add(plan.session());
    return GatewayProcess.start(command, launch.directory(), sockets);
  }

  private Child startListeners(Path runtime, Holder holder, Descriptor sockets) {
    TreeSet<Integer> ports = new TreeSet<>(List.of(80, 443));
    for (Route route : plan.policy().routes()) {
      ports.addAll(route.ports());
    }
    ports.remove(PROXY_PORT);
    List<String> command = enter(holder);
    command.addAll(RuntimeCommand.listeners(runtime, List.copyOf(ports)));
    try (Descriptor log =
        Descriptor.open(launch.directory().gatewayLog().toString(), Descriptor.APPEND)) {
      return Spawn.of(command, Map.of("LC_ALL", "C.UTF-8"), Map.of(2, log, 3, sockets)).start();
    }
  }

  private Child startSandbox(Holder holder, SandboxLayout layout, Relay relay) {
    List<String> command = enter(holder);
    command.add(programs.bubblewrap().toString());
    command.addAll(List.of("--args", "3", "--seccomp", "4", "--"));
    command.addAll(plan.command());
    byte[] options = SandboxArguments.encoded(SandboxArguments.of(layout));
    byte[] filter = SyscallFilter.program(Architecture.current(), SyscallRules.agent());
    try (Descriptor args = Descriptor.memoryFile("options", options);
        Descriptor seccomp = Descriptor.memoryFile("filter", filter)) {
      TreeMap<Integer, Descriptor> descriptors = new TreeMap<>(relay.childEnds());
      descriptors.put(3, args);
      descriptors.put(4, seccomp);
      return new Spawn(command, environment(), descriptors, relay.terminalPath()).start();
    }
  }

  /** The words that run a command with the session's id in the holder's namespaces. */
  private List<String> enter(Holder holder) {
    List<String> command = new ArrayList<>(ids.as(ids.agent()));
    command.addAll(
        List.of(
            programs.enter().toString(),
            "--preserve-credentials",
            "--target",
            Integer.toString(holder.pid()),
            "--user",
            "--net",
            "--"));
    return command;
  }

  private SandboxLayout layout(
      Staging staging, Holder holder, Path files, List<Mount> etc, List<Mount> trust) {
    Staging.UserMap map =
        (uid, gid) -> {
          if (uid == 0 && gid == 0) {
            return holder.userNamespace();
          }
          Holder other = Holder.start(programs, ids, uid, gid, false);
          try (other) {
            return other.userNamespace();
          }
        };
    Optional<Path> source =
        plan.workspace().map(workspace -> staging.showWorkspace(workspace, map));
    return new SandboxLayout(
        staging.show(launch.directory().home().resolve("user")),
        plan.home(),
        staging.show(launch.directory().home().resolve("tmp")),
        shown(staging, etc),
        shown(staging, trust),
        shown(staging, plan.mounts()),
        source,
        plan.workspace(),
        plan.protectedPaths(),
        plan.maskedPaths(),
        staging.show(files.resolve("empty")));
  }

  private static List<Mount> shown(Staging staging, List<Mount> mounts) {
    List<Mount> result = new ArrayList<>();
    for (Mount mount : mounts) {
      result.add(new Mount(staging.show(mount.source()), mount.target(), mount.writable()));
    }
    return result;
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    for (PlannedVariable variable : plan.environment()) {
      switch (variable.value()) {
        case PlannedVariable.Value.Plain plain -> environment.put(variable.name(), plain.text());
        case PlannedVariable.Value.Given given ->
            Optional.ofNullable(launch.given().get(variable.name()))
                .ifPresent(value -> environment.put(variable.name(), value));
      }
    }
    return environment;
  }

  /** The private home and the directory of made files; the former belongs to the session's id. */
  private Path makeDirectories() {
    Path home = launch.directory().home();
    Path files = launch.directory().files();
    try {
      Files.createDirectory(files);
      Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.createFile(
          files.resolve("empty"),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
      List<Path> own = new ArrayList<>();
      own.add(Files.createDirectories(home.resolve("user")));
      own.add(Files.createDirectory(home.resolve("tmp")));
      for (HomeFile file : plan.homeFiles()) {
        Path path = home.resolve("user").resolve(file.path());
        Path parent = path.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
          own.add(Files.createDirectories(parent));
        }
        own.add(Files.writeString(path, file.content()));
      }
      if (ids.setIds().isPresent()) {
        for (Path path : own) {
          Files.setAttribute(path, "unix:uid", ids.agent());
          Files.setAttribute(path, "unix:gid", ids.agent());
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T extends AutoCloseable> T started(T part) {
    undo.push(part);
    return part;
  }

  private void record(String role, int pid) {
    ProcessIdentity.of(pid).ifPresent(identity -> launch.started().accept(role, identity));
  }

  private static void kill(Child child) {
    child.signal(9);
    child.await();
  }

  private synchronized void undoAll() {
    while (!undo.isEmpty()) {
      try {
        undo.pop().close();
      } catch (Exception e) {
        // The rest must still be undone; what is left over is reaped by the next command.
      }
    }
    launch.directory().removeTransient();
  }
}
