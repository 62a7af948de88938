package dev.botbottle.backends.bubblewrap;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The ids on the host that a session's processes have.
 *
 * @param setIds setpriv, when ids have to be changed
 * @param agent the id of holder, listener program and sandbox
 * @param gateway the gateway's id
 */
record SessionIds(Optional<Path> setIds, int agent, int gateway) {
  // Above what systemd and container engines hand out (systemd's UIDS-GIDS document), below 2^31.
  private static final int FIRST = 0x70000000;
  private static final int COUNT = 0x0ffffff0;

  /** An ordinary user's: everything has that user's id. */
  static SessionIds ordinary(int uid) {
    return new SessionIds(Optional.empty(), uid, uid);
  }

  /** Root's: two ids that no account has, others for each session. */
  static SessionIds unprivileged(Path setIds, RandomGenerator random) {
    int base = FIRST + 2 * random.nextInt(COUNT / 2);
    return new SessionIds(Optional.of(setIds), base, base + 1);
  }

  /** The words before a command that give it an id for good, without groups and capabilities. */
  List<String> as(int id) {
    return setIds
        .map(program ->
            List.of(
                program.toString(),
                "--reuid=" + id,
                "--regid=" + id,
                "--clear-groups",
                "--inh-caps=-all",
                "--"))
        .orElse(List.of());
  }
}
