package dev.botbottle.launcher.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Clears away what sessions left behind whose supervisor was killed. Every command runs it. */
public final class Reaper {
  /** Ends processes by identity. */
  public interface Ending {
    /** Ends exactly this process, if it still runs. */
    void end(ProcessIdentity process);
  }

  private final SessionStore store;
  private final Ending ending;

  /** A reaper of one store. */
  public Reaper(SessionStore store, Ending ending) {
    this.store = store;
    this.ending = ending;
  }

  /** The ids of the crashed sessions that were cleared away. */
  public List<String> reap() {
    List<String> reaped = new ArrayList<>();
    for (String id : store.active()) {
      Optional<SessionRecord> record = store.read(id);
      if (record.isEmpty() || record.get().state() == SessionRecord.State.EXITED) {
        store.directory(id).removeTransient();
        store.settled(id);
      } else if (record.get().state() == SessionRecord.State.CRASHED) {
        for (ProcessIdentity process : record.get().processes().values()) {
          if (process.isAlive()) {
            ending.end(process);
          }
        }
        store.directory(id).removeTransient();
        store.settled(id);
        reaped.add(id);
      }
    }
    return reaped;
  }
}
