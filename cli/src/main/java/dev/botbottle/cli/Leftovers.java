package dev.botbottle.cli;

import dev.botbottle.launcher.session.Reaper;
import dev.botbottle.posix.Signals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Clears away crashed sessions before a command does its own work. */
final class Leftovers {
  private static final int SIGKILL = 9;
  private static final Duration OLD = Duration.ofHours(1);

  private Leftovers() {}

  /** The ids that were cleared away; told on stderr. */
  static List<String> reap(Invocation invocation) {
    Reaper reaper =
        new Reaper(
            invocation.sessions(),
            process -> Signals.sendExactly(process.pid(), process::isAlive, SIGKILL));
    Reaper.Result result = reaper.reap();
    reaper.reapPrepared(Instant.now().minus(OLD));
    for (String id : result.cleared()) {
      System.err.println("bottle: session " + id + " had crashed; what it left is cleared away");
    }
    for (String id : result.stuck()) {
      System.err.println(
          "bottle: what session "
              + id
              + " left cannot be cleared away: see "
              + invocation.sessions().directory(id).path());
    }
    return result.cleared();
  }
}
