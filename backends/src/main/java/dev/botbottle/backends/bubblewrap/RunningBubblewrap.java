package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.backend.RunningBottle;
import dev.botbottle.launcher.session.ProcessIdentity;
import dev.botbottle.policy.ControlMessage;
import dev.botbottle.posix.Child;
import dev.botbottle.posix.Signals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** A running sandbox with its gateway. */
final class RunningBubblewrap implements RunningBottle {
  private static final long AGENT_INTERVAL_NANOS = 500_000_000;
  private static final int SIGKILL = 9;

  private final Sandbox sandbox;
  private final GatewayProcess gateway;
  private final Relay relay;
  private final Runnable undo;
  private volatile boolean closing;
  private volatile boolean agentGone;
  private final List<String> reports = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<End> end = new CompletableFuture<>();

  RunningBubblewrap(
      Sandbox sandbox, GatewayProcess gateway, Holder holder, Relay relay, Runnable undo) {
    this.sandbox = sandbox;
    this.gateway = gateway;
    this.relay = relay;
    this.undo = undo;
    Thread.ofPlatform()
        .daemon()
        .name("agent")
        .start(() -> {
          int exit = sandbox.await();
          // Killed by this process it was the end of an agent that had gone or was to go.
          boolean lost = sandbox.wasKilled() && !closing && !agentGone;
          complete(lost ? Cause.SANDBOX_LOST : Cause.AGENT, exit);
        });
    Thread.ofPlatform().daemon().name("agent-gone").start(this::endAfterAgent);
    endWith(
        "gateway",
        () -> {
          gateway.await();
          if (!closing) {
            gateway.complaint().ifPresent(said -> reports.add("the gateway said: " + said));
          }
        },
        Cause.GATEWAY_LOST);
    endWith("holder", holder::await, Cause.HOLDER_LOST);
  }

  /** Ends the session when a process of it ends that must outlive the agent. */
  private void endWith(String name, Runnable end, Cause cause) {
    Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(() -> {
          end.run();
          if (!closing) { // else on purpose, behind the agent: the agent's end is the session's
            complete(cause, 0);
          }
        });
  }

  private void complete(Cause cause, int exit) {
    end.complete(new End(cause, exit, List.copyOf(reports)));
  }

  /** Says at the end when published ports were not served any more. */
  void reportEndOfPublisher(Child publisher) {
    Thread.ofPlatform()
        .daemon()
        .name("publisher")
        .start(() -> {
          publisher.await();
          if (!closing) {
            reports.add("the published ports were lost: the program that served them ended");
          }
        });
  }

  /** Keeps watch over what is read-only in the workspace, from the moment the agent runs. */
  void watch(WorkspaceMounts expected, WorkspaceMemory remembered, AgentMounter mounter) {
    int pid = sandbox.firstPid();
    MountWatch watch =
        new MountWatch(
            expected,
            remembered,
            (path, options) -> mounter.protect(pid, path, options),
            reports::add,
            () -> complete(Cause.PROTECTION_LOST, 0));
    Thread.ofPlatform().daemon().name("mounts").start(() -> watch.watch(pid));
  }

  /**
   * Ends the bottle when the agent is gone although its first process does not end: an agent may
   * stop that one with a debugger's means.
   */
  private void endAfterAgent() {
    OptionalInt agent = awaitAgent();
    while (agent.isPresent() && !end.isDone()) {
      LockSupport.parkNanos(AGENT_INTERVAL_NANOS);
      boolean gone = ProcessIdentity.of(agent.getAsInt()).isEmpty();
      LockSupport.parkNanos(AGENT_INTERVAL_NANOS);
      if (gone && !end.isDone()) {
        agentGone = true;
        sandbox.signal(SIGKILL);
        return;
      }
    }
  }

  /** Makes a path read-only where a process lives. */
  interface AgentMounter {
    /** Whether it is read-only again. */
    boolean protect(int pid, Path path, String options);
  }

  /** The agent's process once bubblewrap has made its mounts; empty when the session ends first. */
  private OptionalInt awaitAgent() {
    while (!end.isDone()) {
      OptionalInt agent = sandbox.agent();
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
    if (result.cause() == Cause.AGENT || result.cause() == Cause.SANDBOX_LOST) {
      relay.drain();
    }
    return result;
  }

  @Override
  public void signal(int number) {
    OptionalInt agent = sandbox.agent();
    if (agent.isPresent()) {
      Signals.send(agent.getAsInt(), number);
    } else {
      sandbox.signal(number);
    }
  }

  @Override
  public void tell(ControlMessage message) {
    gateway.tell(message);
  }

  @Override
  public void close() {
    closing = true;
    sandbox.close(); // before the gateway, which takes a moment for its last entries
    undo.run();
  }
}
