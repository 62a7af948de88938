package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.session.SessionDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The directories of the layers that lie over caches of the host; they end with the session. */
final class CacheLayers {
  /** Where the sandbox has them until they are mounted. */
  static final Path INSIDE = Path.of("/bottle/layers");

  static final String UPPER = "upper";
  static final String WORK = "work";

  private CacheLayers() {}

  static Path of(SessionDirectory session) {
    return session.home().resolve("layers");
  }

  /** Makes them; returns all of them, for the agent's id to own. */
  static List<Path> make(SessionDirectory session, int count) throws IOException {
    List<Path> made = new ArrayList<>();
    made.add(Files.createDirectory(of(session)));
    for (int i = 0; i < count; i++) {
      Path layer = Files.createDirectory(of(session).resolve(Integer.toString(i)));
      made.add(layer);
      made.add(Files.createDirectory(layer.resolve(UPPER)));
      made.add(Files.createDirectory(layer.resolve(WORK)));
    }
    return made;
  }
}
