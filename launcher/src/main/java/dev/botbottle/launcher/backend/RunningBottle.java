package dev.botbottle.launcher.backend;

import dev.botbottle.policy.ControlMessage;
import java.util.List;

/** A bottle whose agent has started. */
public interface RunningBottle extends AutoCloseable {
  /** How a session ended. */
  record End(Cause cause, int exit, List<String> reports) {
    public End {
      reports = List.copyOf(reports);
    }
  }

  /** What ended it. */
  enum Cause {
    /** The agent's program ended. */
    AGENT,
    /** The gateway died, and with it the only way out. */
    GATEWAY_LOST,
    /** What holds the bottle's network and namespaces died. */
    HOLDER_LOST,
    /** The sandbox was killed from outside; the exit code is 128 and the signal. */
    SANDBOX_LOST,
    /** A protection of the workspace was lost and could not be put back. */
    PROTECTION_LOST
  }

  /** Waits for the end. */
  End await();

  /** Passes a signal (its number) on to the agent. */
  void signal(int number);

  /** Hands the gateway a message; what it says holds from then on. */
  void tell(ControlMessage message);

  /** Ends everything at once; a second call does nothing. */
  @Override
  void close();
}
