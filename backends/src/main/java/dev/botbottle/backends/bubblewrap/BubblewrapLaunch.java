package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.backend.Launch;
import dev.botbottle.launcher.grant.CachedFolder;
import dev.botbottle.launcher.grant.HomeFile;
import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Why;
import dev.botbottle.launcher.plan.Plan;
import dev.botbottle.launcher.session.ProcessIdentity;
import dev.botbottle.manifest.ResourceSpec;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.SessionOrder;
import dev.botbottle.posix.Child;
import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.GatewaySockets;
import dev.botbottle.posix.Spawn;
import dev.botbottle.posix.SystemCallException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One launch, step by step, on what was prepared. */
final class BubblewrapLaunch {
  /** Each fills the buffer of the socket it goes over with its message: 277 fit (measured). */
  private static final int SOCKETS_ON_THEIR_WAY = 200;

  private final Launch launch;
  private final Plan plan;
  private final BubblewrapPreparation preparation;
  private final Shape shape;

  BubblewrapLaunch(Launch launch, BubblewrapPreparation preparation, Shape shape) {
    this.launch = launch;
    this.plan = launch.plan();
    this.preparation = preparation;
    this.shape = shape;
  }

  RunningBubblewrap start() {
    try {
      return steps();
    } catch (RuntimeException e) {
      end();
      throw e;
    }
  }

  private RunningBubblewrap steps() {
    BubblewrapPreparation.Started parts = preparation.started();
    record("holder", parts.holder().outerPid());
    Set<Integer> ports = ports();
    parts.network().capture(ports);
    Path files = makeDirectories();
    List<Mount> etc = EtcFiles.prepare(plan, files);
    TrustFiles trust = TrustFiles.prepare(preparation.trust(), preparation.mark(), files);
    Relay relay = preparation.undoLater(Relay.open(launch.terminal()));
    // Mounted while the authority is still made; its agent waits at the gate.
    Sandbox sandbox =
        preparation
            .thread()
            .run(() -> {
              SandboxLayout layout = layout(parts, files, etc, trust.mounts());
              return startSandbox(parts, layout, relay);
            });
    preparation.undoLater(sandbox);
    record("sandbox", sandbox.pid());
    trust.fill(preparation.trust());
    Optional<WorkspaceMounts> expected =
        plan.workspace()
            .map(path -> new WorkspaceMounts(path, plan.protectedPaths(), plan.maskedPaths()));
    awaitMounts(sandbox, expected);
    Optional<WorkspaceMemory> remembered = expected.map(WorkspaceMemory::of);
    layCaches(parts.holder(), sandbox.firstPid());
    limit(sandbox.firstPid());
    // More sockets than that do not wait on their way: then the gateway takes them meanwhile.
    Optional<GatewayProcess> early =
        ports.size() > SOCKETS_ON_THEIR_WAY ? Optional.of(startGateway()) : Optional.empty();
    // What the agent sends before the gateway has read its policy waits in the sockets.
    if (!parts.network().isListening()) {
      throw new BottleException(
          ExitCode.LAUNCH,
          "could not open the gateway's sockets in the bottle's network",
          "the reason is in " + launch.directory().gatewayLog());
    }
    Optional<Child> publisher = preparation.startPublisher();
    sandbox.admitAgent();
    relay.begin();
    GatewayProcess gateway = early.orElseGet(this::startGateway);
    SessionOrder order = launch.order().get();
    gateway.order(order);
    order.authority().key().clear(); // it is in the frame, which is cleared once it is read
    RunningBubblewrap running =
        new RunningBubblewrap(sandbox, gateway, parts.holder(), relay, this::end);
    publisher.ifPresent(running::reportEndOfPublisher);
    if (expected.isPresent() && remembered.isPresent()) {
      running.watch(
          expected.get(),
          remembered.get(),
          (pid, path, options) -> protect(parts.holder(), pid, path, options));
    }
    return running;
  }

  /** Puts the bottle's first process under its limits, and so all that it will ever start. */
  private void limit(int pid) {
    ResourceSpec limits = plan.limits();
    if (pid == 0 || (limits.memory().isEmpty() && limits.milliCpus().isEmpty())) {
      return;
    }
    try {
      ControlGroups.here().limit(launch.directory(), plan.session(), limits, pid);
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.LAUNCH,
          "could not limit the bottle to " + limits.shown() + ": " + Why.of(e),
          "nothing was started; take \"memory\" and \"cpus\" out of its \"resources\"",
          e);
    }
  }

  private GatewayProcess startGateway() {
    GatewayProcess gateway =
        preparation.thread().run(() -> preparation.startGateway(launch.directory()));
    record("gateway", gateway.pid());
    return gateway;
  }

  private void awaitMounts(Sandbox sandbox, Optional<WorkspaceMounts> expected) {
    try {
      sandbox.awaitMounts(expected, plan.home());
    } catch (SystemCallException | Sandbox.Ended e) {
      // It has ended, and what it said lies in the agent's own output: ask it again for the reason.
      throw BubblewrapProbe.refused(BubblewrapProbe.complaint(preparation.programs()));
    }
  }

  /**
   * Makes a path read-only in the running sandbox: from the holder's user namespace, whose root has
   * every right over the namespaces made below it.
   */
  private boolean protect(Holder holder, int pid, Path path, String options) {
    return inSandbox(
        holder,
        pid,
        "/bin/mount",
        "--bind",
        "-o",
        readOnly(options),
        path.toString(),
        path.toString());
  }

  /** Runs a program of the system among the sandbox's mounts; whether it ended well. */
  private boolean inSandbox(Holder holder, int pid, String... program) {
    List<String> command = new ArrayList<>(preparation.ids().as(preparation.ids().agent()));
    command.addAll(
        List.of(
            preparation.programs().enter().toString(),
            "--preserve-credentials",
            "--target",
            Integer.toString(holder.pid()),
            "--user",
            "--mount=/proc/" + pid + "/ns/mnt",
            "--"));
    command.addAll(List.of(program));
    return preparation.thread().run(() -> Spawn.of(command, Map.of(), Map.of()).start().await())
        == 0;
  }

  /**
   * Lays a layer of the session's own over each cache while the agent waits at the gate
   * (Documentation/filesystems/overlayfs.rst of Linux; {@code userxattr} is what a user namespace
   * may use). The layers themselves are out of sight afterwards: changed from beside, a mounted
   * layer's behaviour is undefined.
   */
  private void layCaches(Holder holder, int pid) {
    if (plan.caches().isEmpty() || pid == 0) {
      return; // without a first process bubblewrap has failed, and says why
    }
    for (int i = 0; i < plan.caches().size(); i++) {
      CachedFolder cache = plan.caches().get(i);
      Path layer = CacheLayers.INSIDE.resolve(Integer.toString(i));
      boolean laid =
          inSandbox(
              holder,
              pid,
              "/bin/mount",
              "-t",
              "overlay",
              "-o",
              "nosuid,nodev,userxattr,lowerdir="
                  + cache.target()
                  + ",upperdir="
                  + layer.resolve(CacheLayers.UPPER)
                  + ",workdir="
                  + layer.resolve(CacheLayers.WORK),
              "overlay",
              cache.target().toString());
      if (!laid) {
        throw new BottleException(
            ExitCode.LAUNCH,
            "could not lay a layer of the session's own over the cache of "
                + cache.client()
                + ", "
                + cache.source(),
            "take \""
                + cache.client()
                + "\" out of \"caches\"; it needs overlayfs in user namespaces (Linux 5.11, as"
                + " root 5.19) and a state folder that is no overlay itself, as a container's is");
      }
    }
    if (!inSandbox(holder, pid, "/bin/umount", CacheLayers.INSIDE.toString())) {
      throw new BottleException(
          ExitCode.LAUNCH,
          "could not hide the layers of the caches",
          "take \"caches\" out of the bottle");
    }
  }

  private static String readOnly(String options) {
    StringBuilder kept = new StringBuilder("ro");
    for (String option : options.split(",", -1)) {
      if (!option.equals("rw") && !option.equals("ro")) {
        kept.append(',').append(option);
      }
    }
    return kept.toString();
  }

  /** What is captured besides name queries and the explicit proxy. */
  private Set<Integer> ports() {
    Set<Integer> ports = new TreeSet<>(List.of(80, 443));
    for (Route route : plan.policy().routes()) {
      ports.addAll(route.ports());
    }
    ports.remove(GatewaySockets.PROXY_PORT);
    return ports;
  }

  private Sandbox startSandbox(
      BubblewrapPreparation.Started parts, SandboxLayout layout, Relay relay) {
    List<String> command = new ArrayList<>(shape.entry().apply(preparation.enter(parts.holder())));
    command.add(preparation.programs().bubblewrap().toString());
    command.addAll(
        List.of("--args", "3", "--seccomp", "4", "--info-fd", "5", "--block-fd", "6", "--"));
    List<String> agent =
        ProcessLimit.around(
            plan.command(),
            plan.limits().processes(),
            plan.limits().processes().isEmpty() ? OptionalLong.empty() : ProcessLimit.ceiling());
    boolean own = launch.terminal() && OwnTerminal.isPossible();
    command.addAll(own ? OwnTerminal.around(agent) : agent);
    byte[] options = SandboxArguments.encoded(shape.sandbox().apply(SandboxArguments.of(layout)));
    Descriptor[] info = Descriptor.pipe();
    Descriptor[] gate = Descriptor.pipe();
    try (Descriptor args = Descriptor.memoryFile("options", options);
        Descriptor seccomp = parts.filter();
        Descriptor infoWrite = info[1];
        Descriptor gateRead = gate[0]) {
      TreeMap<Integer, Descriptor> descriptors = new TreeMap<>(relay.childEnds());
      descriptors.put(3, args);
      descriptors.put(4, seccomp);
      descriptors.put(5, infoWrite);
      descriptors.put(6, gateRead);
      Child child =
          new Spawn(command, environment(), descriptors, relay.terminalPath(), !own).start();
      return new Sandbox(child, info[0], gate[1]);
    }
  }

  private SandboxLayout layout(
      BubblewrapPreparation.Started parts, Path files, List<Mount> etc, List<Mount> trust) {
    Staging staging = parts.staging();
    Staging.UserMap map =
        (uid, gid) -> {
          if (uid == 0 && gid == 0) {
            return parts.holder().userNamespace();
          }
          Holder other =
              Holder.start(
                  preparation.programs(),
                  preparation.ids(),
                  preparation.mark(),
                  new Holder.Inside(uid, gid, false),
                  Optional.empty());
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
        mounts(staging, map),
        source,
        plan.workspace(),
        plan.protectedPaths(),
        plan.maskedPaths().stream().filter(path -> !isDirectory(path)).toList(),
        plan.maskedPaths().stream().filter(BubblewrapLaunch::isDirectory).toList(),
        staging.show(files.resolve(WorkspaceMounts.EMPTY_FILE)),
        staging.show(files.resolve(WorkspaceMounts.EMPTY_DIRECTORY)));
  }

  /** All there is to show; a cache as its owner's, so that what lies above it can be written. */
  private List<Mount> mounts(Staging staging, Staging.UserMap map) {
    List<Mount> mounts = new ArrayList<>(shown(staging, mounts()));
    for (CachedFolder cache : plan.caches()) {
      mounts.add(new Mount(staging.showWorkspace(cache.source(), map), cache.target(), false));
    }
    if (!plan.caches().isEmpty()) {
      Path layers = CacheLayers.of(launch.directory());
      mounts.add(new Mount(staging.show(layers), CacheLayers.INSIDE, true));
    }
    return mounts;
  }

  /** The plan's, and over themselves the made files that the agent may only read. */
  private List<Mount> mounts() {
    List<Mount> mounts = new ArrayList<>(plan.mounts());
    for (HomeFile file : plan.homeFiles()) {
      if (file.readOnly()) {
        Path made = launch.directory().home().resolve("user").resolve(file.path());
        mounts.add(new Mount(made, plan.home().resolve(file.path()), false));
      }
    }
    return mounts;
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
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
      Optional<String> text =
          variable
              .value()
              .match(
                  plain -> Optional.of(plain.text()),
                  written -> Optional.of(written.text()),
                  given -> Optional.ofNullable(launch.given().get(variable.name())));
      text.ifPresent(value -> environment.put(variable.name(), value));
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
          files.resolve(WorkspaceMounts.EMPTY_FILE),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
      Files.createDirectory(files.resolve(WorkspaceMounts.EMPTY_DIRECTORY));
      List<Path> own = new ArrayList<>();
      own.add(Files.createDirectories(home.resolve("user")));
      own.add(Files.createDirectory(home.resolve("tmp")));
      for (HomeFile file : plan.homeFiles()) {
        Path path = home.resolve("user").resolve(file.path());
        Path parent = path.getParent();
        for (Path missing = parent;
            missing != null && !Files.isDirectory(missing);
            missing = missing.getParent()) {
          own.add(missing); // each of them is made, and is to belong to the agent
        }
        if (parent != null) {
          Files.createDirectories(parent);
        }
        own.add(Files.writeString(path, file.content()));
      }
      if (!plan.caches().isEmpty()) {
        own.addAll(CacheLayers.make(launch.directory(), plan.caches().size()));
      }
      SessionIds ids = preparation.ids();
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

  private void record(String role, int pid) {
    ProcessIdentity.of(pid).ifPresent(identity -> launch.started().accept(role, identity));
  }

  private void end() {
    preparation.close();
    try {
      launch.directory().removeTransient();
    } catch (UncheckedIOException e) {
      // The agent's exit code matters more; the next command clears away what is left.
      System.err.println(
          "bottle: not everything of the session could be removed: " + e.getMessage());
    }
  }
}
