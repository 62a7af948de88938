package dev.botbottle.launcher.session;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Clears away what sessions left behind whose supervisor was killed. Every command runs it. */
public final class Reaper {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration STEP = Duration.ofMillis(5);

  /** Ends processes by identity. */
  public interface Ending {
    /** Ends exactly this process, if it still runs. */
    void end(ProcessIdentity process);
  }

  /**
   * What was done.
   *
   * @param cleared the crashed sessions that were cleared away, by id
   * @param stuck those that could not be, which the next command tries again
   */
  public record Result(List<String> cleared, List<String> stuck) {
    public Result {
      cleared = List.copyOf(cleared);
      stuck = List.copyOf(stuck);
    }
  }

  private final SessionStore store;
  private final Ending ending;

  /** A reaper of one store. */
  public Reaper(SessionStore store, Ending ending) {
    this.store = store;
    this.ending = ending;
  }

  /** Clears away; one session that resists holds up neither the others nor the command. */
  public Result reap() {
    List<String> cleared = new ArrayList<>();
    List<String> stuck = new ArrayList<>();
    for (String id : store.active()) {
      try {
        if (clear(id)) {
          cleared.add(id);
        }
      } catch (UncheckedIOException e) {
        stuck.add(id);
      }
    }
    return new Result(cleared, stuck);
  }

  /**
   * Clears away what was begun for sessions that never came to be; told to nobody, because nothing
   * of them ran but what waits.
   *
   * @param before what says nothing of its process is left alone unless it is older
   */
  public void reapPrepared(Instant before) {
    for (String mark : store.abandoned(before)) {
      end(MarkedProcesses.ofMark(mark));
      store.removePrepared(mark);
    }
  }

  /** Clears one session away if it is over; returns whether it had crashed. */
  private boolean clear(String id) {
    Optional<SessionRecord> record = store.read(id);
    SessionRecord.State state =
        record.map(SessionRecord::state).orElse(SessionRecord.State.EXITED); // never began
    if ((state != SessionRecord.State.EXITED && state != SessionRecord.State.CRASHED)
        || store.isBeginning(id, Instant.now())) {
      return false;
    }
    if (state == SessionRecord.State.CRASHED) {
      end(record.orElseThrow().processes().values());
      end(MarkedProcesses.of(id));
    }
    store.directory(id).removeTransient();
    store.settled(id);
    return state == SessionRecord.State.CRASHED;
  }

  private void end(Collection<ProcessIdentity> processes) {
    List<ProcessIdentity> alive = new ArrayList<>(processes);
    alive.removeIf(process -> !process.isAlive());
    alive.forEach(ending::end);
    // Until they are gone they may still write into what is removed next.
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      alive.removeIf(process -> !process.isAlive());
      if (alive.isEmpty()) {
        return;
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }
}
