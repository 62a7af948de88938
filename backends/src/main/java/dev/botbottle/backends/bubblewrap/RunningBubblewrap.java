package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.backend.RunningBottle;
import dev.botbottle.posix.Child;
import dev.botbottle.posix.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** A running sandbox with its gateway. */
final class RunningBubblewrap implements RunningBottle {
  private final Child sandbox;
  private final Relay relay;
  private final Runnable undo;
  private final List<String> reports = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean closing;
  private final CompletableFuture<End> end = new CompletableFuture<>();

  RunningBubblewrap(Child sandbox, GatewayProcess gateway, Relay relay, Runnable undo) {
    this.sandbox = sandbox;
    this.relay = relay;
    this.undo = undo;
    Thread.ofPlatform()
        .daemon()
        .name("agent")
        .start(() -> {
          int exit = sandbox.await();
          end.complete(new End(Cause.AGENT, exit, List.copyOf(reports)));
        });
    Thread.ofPlatform()
        .daemon()
        .name("gateway")
        .start(() -> {
          gateway.await();
          if (closing) {
            return; // ended on purpose, behind the agent: the agent's end is the session's
          }
          end.complete(new End(Cause.GATEWAY_LOST, 0, List.copyOf(reports)));
        });
  }

  /** Keeps watch over what is read-only in the workspace, from the moment the agent runs. */
  void watch(List<Path> paths, AgentMounter mounter) {
    Thread.ofPlatform()
        .daemon()
        .name("mounts")
        .start(() -> {
          OptionalInt agent = awaitAgent();
          if (agent.isPresent()) {
            int pid = agent.getAsInt();
            new MountWatch(
                    paths,
                    (path, options) -> mounter.protect(pid, path, options),
                    reports::add,
                    () -> end.complete(new End(Cause.PROTECTION_LOST, 0, List.copyOf(reports))))
                .watch(pid);
          }
        });
  }

  /** Makes a path read-only where a process lives. */
  interface AgentMounter {
    /** Whether it is read-only again. */
    boolean protect(int pid, Path path, String options);
  }

  /** The agent's process once bubblewrap has made its mounts; empty when the session ends first. */
  private OptionalInt awaitAgent() {
    while (!end.isDone()) {
      OptionalInt agent = agentPid();
      if (agent.isPresent()) {
        return agent;
      }
      LockSupport.parkNanos(5_000_000);
    }
    return OptionalInt.empty();
  }

  @Override
  public End await() {
    End result = end.join();
    if (result.cause() == Cause.AGENT) {
      relay.drain();
    }
    return result;
  }

  @Override
  public void signal(int number) {
    OptionalInt agent = agentPid();
    if (agent.isPresent()) {
      Signals.send(agent.getAsInt(), number);
    } else {
      sandbox.signal(number);
    }
  }

  /**
   * The agent's own process: bubblewrap's child is the bottle's first process, and that one's first
   * child is the agent.
   */
  private OptionalInt agentPid() {
    OptionalInt first = onlyChild(sandbox.pid());
    return first.isPresent() ? onlyChild(first.getAsInt()) : OptionalInt.empty();
  }

  private static OptionalInt onlyChild(int pid) {
    try {
      String children =
          Files.readString(Path.of("/proc/" + pid + "/task/" + pid + "/children")).strip();
      if (children.isEmpty()) {
        return OptionalInt.empty();
      }
      return OptionalInt.of(Integer.parseInt(children.split(" ", -1)[0]));
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }

  @Override
  public void close() {
    closing = true;
    undo.run();
  }
}
