package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.backend.Preparation;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.plan.SessionId;
import dev.botbottle.launcher.session.MarkedProcesses;
import dev.botbottle.launcher.session.SessionDirectory;
import dev.botbottle.launcher.session.SessionRecord;
import dev.botbottle.launcher.session.SessionStore;
import dev.botbottle.launcher.trust.HostTrust;
import dev.botbottle.policy.SigningAuthority;
import dev.botbottle.posix.Architecture;
import dev.botbottle.posix.BottleNetwork;
import dev.botbottle.posix.Child;
import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.SocketPassing;
import dev.botbottle.posix.Spawn;
import dev.botbottle.posix.SyscallFilter;
import dev.botbottle.posix.SyscallRules;
import dev.botbottle.posix.SystemCallException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/**
 * What takes longest, begun before it is known what will run: the holder of the namespaces, what
 * opens the gateway's sockets, which waits for its ports, and the session's authority. Owns
 * everything that must be undone.
 */
final class BubblewrapPreparation implements Preparation {
  /**
   * What has been started, and what the gateway will be given.
   *
   * @param staging how the session's processes reach files of the user
   * @param network the bottle's namespaces and its sockets
   * @param ledger where the gateway writes its record
   * @param log where the product's own programs complain
   * @param filter the agent's system calls, for the kernel
   */
  record Started(
      Staging staging, HeldNetwork network, Descriptor ledger, Descriptor log, Descriptor filter) {
    Holder holder() {
      return network.holder();
    }
  }

  /** How long whoever gives a preparation up waits for what it is in the middle of. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Host host;
  private final SessionStore store;
  private final BubblewrapProbe.Programs programs;
  private final SessionIds ids;
  private final Shape shape;
  private final String mark;
  private final LaunchThread thread = new LaunchThread();
  private final Deque<AutoCloseable> undo = new ArrayDeque<>(); // guarded by itself
  private final Future<Started> started;
  private final List<Descriptor> published = new ArrayList<>();

  private final PreparedTrust trust;

  /** Counted down when nothing in the prepared directory will be opened by name any more. */
  private final CountDownLatch opened = new CountDownLatch(1);

  BubblewrapPreparation(
      Host host,
      SessionStore store,
      BubblewrapProbe.Programs programs,
      SessionIds ids,
      Shape shape,
      RandomGenerator random) {
    this.host = host;
    this.store = store;
    this.programs = programs;
    this.ids = ids;
    this.shape = shape;
    this.mark = SessionId.mark(random);
    trust = PreparedTrust.begin(host, mark);
    undoLater(thread);
    this.started = thread.begin(this::begin);
  }

  @Override
  public String mark() {
    return mark;
  }

  @Override
  public SessionDirectory directory(SessionRecord record) {
    try {
      opened.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    if (started.state() == Future.State.FAILED) {
      started(); // throws what went wrong
    }
    return store.create(record, mark);
  }

  @Override
  public SigningAuthority authority() {
    return trust.authority();
  }

  PreparedTrust trust() {
    return trust;
  }

  BubblewrapProbe.Programs programs() {
    return programs;
  }

  SessionIds ids() {
    return ids;
  }

  LaunchThread thread() {
    return thread;
  }

  /** Waits until all of it has been started. */
  Started started() {
    return LaunchThread.result(started);
  }

  /** Will be closed when the session ends, before what was registered earlier. */
  <T extends AutoCloseable> T undoLater(T part) {
    synchronized (undo) {
      undo.push(part);
    }
    return part;
  }

  private Started begin() {
    try {
      SessionDirectory directory = store.prepare(mark);
      undoLater(directory::removeAll); // once the session has given it a name, nothing is here
      Descriptor ledger =
          undoLater(Descriptor.open(directory.ledger().toString(), Descriptor.APPEND));
      Descriptor log =
          undoLater(Descriptor.open(directory.gatewayLog().toString(), Descriptor.APPEND));
      // One of its own, which may be closed sooner.
      Descriptor listenerLog =
          Descriptor.open(directory.gatewayLog().toString(), Descriptor.APPEND);
      opened.countDown();
      return begin(ledger, log, listenerLog);
    } finally {
      opened.countDown();
    }
  }

  private Started begin(Descriptor ledger, Descriptor log, Descriptor listenerLog) {
    Staging staging = ids.setIds().isPresent() ? Staging.Private.enter() : new Staging.Direct();
    HeldNetwork network = HeldNetwork.begin(this, staging.show(host.runtime()), listenerLog);
    Descriptor filter =
        Descriptor.memoryFile(
            "filter",
            SyscallFilter.program(
                Architecture.current(), shape.syscalls().apply(SyscallRules.agent())));
    undoLater(filter);
    return new Started(staging, network, ledger, log, filter);
  }

  /**
   * Starts the gateway; on the launch thread. Late, because it takes longest and the agent does not
   * wait until it serves.
   */
  GatewayProcess startGateway(SessionDirectory directory) {
    Started parts = started();
    try (Descriptor sockets = parts.network().sockets();
        Descriptor ledger = parts.ledger();
        Descriptor log = parts.log()) {
      return undoLater(
          GatewayProcess.start(
              gatewayCommand(parts.staging().show(host.runtime())),
              mark,
              ledger,
              log,
              sockets,
              directory.gatewayLog()));
    }
  }

  @Override
  public void publish(List<Integer> ports) {
    for (int port : ports) {
      try {
        published.add(undoLater(BottleNetwork.listenOnLoopback(port)));
      } catch (SystemCallException e) {
        throw new BottleException(
            ExitCode.LAUNCH,
            "could not publish port " + port + ": 127.0.0.1:" + port + " of this host: " + why(e),
            "nothing was started; end what uses it, or let the server listen on another port",
            e);
      }
    }
  }

  private static String why(SystemCallException e) {
    return String.valueOf(e.getMessage());
  }

  /**
   * Starts the program that takes connections from the published ports into the bottle, and waits
   * until it serves; none where there is no such port. It is confined as the gateway is, but in the
   * bottle's network.
   */
  Optional<Child> startPublisher() {
    if (published.isEmpty()) {
      return Optional.empty();
    }
    Descriptor[] lifeline = Descriptor.pipe();
    undoLater(lifeline[1]);
    Descriptor[] ready = Descriptor.pipe();
    try (Descriptor readyRead = ready[0]) {
      Child publisher = startPublisher(lifeline[0], ready[1]);
      if (readyRead.input().read() < 0) {
        throw notPublished("the program that serves it ended");
      }
      return Optional.of(publisher);
    } catch (IOException e) {
      throw notPublished(String.valueOf(e.getMessage()));
    }
  }

  private static BottleException notPublished(String why) {
    return new BottleException(
        ExitCode.LAUNCH,
        "could not publish a port: " + why,
        "start without --publish, and please report it");
  }

  private Child startPublisher(Descriptor lifeline, Descriptor ready) {
    Started parts = started();
    List<String> command = enter(parts.holder());
    command.add(programs.bubblewrap().toString());
    command.addAll(GatewayArguments.of(parts.staging().show(host.runtime()), Optional.empty()));
    command.add("--");
    command.addAll(RuntimeCommand.publisher(Path.of("/bottle/runtime")));
    Map<String, String> environment =
        Map.of("MALLOC_ARENA_MAX", "2", "LC_ALL", "C.UTF-8", MarkedProcesses.MARK, mark);
    Descriptor[] sockets = Descriptor.socketPair();
    try (Descriptor lifelineRead = lifeline;
        Descriptor readyWrite = ready;
        Descriptor own = sockets[0];
        Descriptor other = sockets[1]) {
      Map<Integer, Descriptor> descriptors = Map.of(0, lifelineRead, 1, readyWrite, 3, other);
      Child publisher = thread.run(() -> Spawn.of(command, environment, descriptors).start());
      undoLater(() -> kill(publisher));
      for (Descriptor socket : published) {
        SocketPassing.send(own, Integer.toString(SocketPassing.port(socket)), socket);
        socket.close();
      }
      return publisher;
    }
  }

  private List<String> gatewayCommand(Path runtime) {
    List<String> command = new ArrayList<>(ids.as(ids.gateway()));
    command.add(programs.bubblewrap().toString());
    command.addAll(shape.gateway().apply(GatewayArguments.of(runtime, HostTrust.bundle())));
    command.add("--");
    command.addAll(
        RuntimeCommand.gateway(Path.of("/bottle/runtime"), RuntimeCommand.placed(runtime)));
    return command;
  }

  /** The words that run a command with the session's id in the holder's namespaces. */
  List<String> enter(Holder holder) {
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

  static void kill(Child child) {
    child.signal(9);
    child.await();
  }

  /** Undoes everything in reverse order; a second call does nothing. */
  @Override
  public void close() {
    if (!started.isDone()) {
      // What is being begun at this moment would be left over, or lose what it works with.
      started.cancel(false);
      thread.settle(PATIENCE);
    }
    trust.giveUp(PATIENCE);
    synchronized (undo) {
      while (!undo.isEmpty()) {
        try {
          undo.pop().close();
        } catch (Exception e) {
          // The rest must still be undone; what is left over is reaped by the next command.
        }
      }
    }
  }
}
