package dev.botbottle.launcher.session;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one session on disk.
 *
 * @param id {@code <agent>-<5 base36 characters>}
 * @param started when the launch began
 * @param ended when it ended, as far as somebody was there to see it
 * @param endedBy {@code agent} or {@code bottle}; empty while it runs or after a crash
 * @param exit the exit code once it ended
 * @param label what the user calls it; may be empty
 * @param cut whether the user has cut it off from everything
 * @param unsealed whether it ended and its ledger has no seal: it is being made, or could not be
 * @param processes the session's processes by role; {@code supervisor} is always among them
 */
public record SessionRecord(
    String id,
    String agent,
    String bottle,
    String backend,
    String rung,
    String workspace,
    Instant started,
    Optional<Instant> ended,
    Optional<String> endedBy,
    Optional<Integer> exit,
    String label,
    boolean cut,
    boolean unsealed,
    Map<String, ProcessIdentity> processes) {

  /** The role of the process that owns the session. */
  public static final String SUPERVISOR = "supervisor";

  /** Whether a session goes on. */
  public enum State {
    /** Its supervisor is alive. */
    RUNNING,
    /** It ended and said so. */
    EXITED,
    /** Its supervisor ended without a word. */
    CRASHED,
    /** Its supervisor is in another pid namespace, such as a container's: nobody here can tell. */
    ELSEWHERE
  }

  public SessionRecord {
    processes = Map.copyOf(processes);
  }

  /** What the record and the processes that run now tell. */
  public State state() {
    if (ended.isPresent()) {
      return State.EXITED;
    }
    ProcessIdentity supervisor = processes.get(SUPERVISOR);
    if (supervisor == null) {
      return State.CRASHED;
    }
    if (supervisor.isElsewhere()) {
      return State.ELSEWHERE;
    }
    return supervisor.isAlive() ? State.RUNNING : State.CRASHED;
  }

  /** With one more process. */
  public SessionRecord with(String role, ProcessIdentity process) {
    Map<String, ProcessIdentity> more = new LinkedHashMap<>(processes);
    more.put(role, process);
    return new SessionRecord(
        id, agent, bottle, backend, rung, workspace, started, ended, endedBy, exit, label, cut,
        unsealed, more);
  }

  /** Cut off, or put back. */
  public SessionRecord cut(boolean off) {
    return new SessionRecord(
        id, agent, bottle, backend, rung, workspace, started, ended, endedBy, exit, label, off,
        unsealed, processes);
  }

  /** Ended; its ledger is still to be sealed. */
  public SessionRecord ended(Instant when, String by, int code) {
    return new SessionRecord(
        id,
        agent,
        bottle,
        backend,
        rung,
        workspace,
        started,
        Optional.of(when),
        Optional.of(by),
        Optional.of(code),
        label,
        cut,
        true,
        processes);
  }

  /** Its ledger sealed, after which a seal that is missing was taken away. */
  public SessionRecord sealed() {
    return new SessionRecord(
        id, agent, bottle, backend, rung, workspace, started, ended, endedBy, exit, label, cut,
        false, processes);
  }
}
