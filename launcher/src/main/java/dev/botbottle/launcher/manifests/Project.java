package dev.botbottle.launcher.manifests;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.manifest.BottleSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The manifest of the project the user stands in, if it counts.
 *
 * @param approved it, when it is exactly what the user approved
 * @param why otherwise, where there is one, why it has no effect
 */
record Project(Optional<ProjectManifest> approved, Optional<String> why) {
  private static final Project NONE = new Project(Optional.empty(), Optional.empty());

  /** What there is in a directory. An unapproved manifest is not even parsed. */
  static Project in(Path directory, Host host, Map<String, BottleSpec> users) {
    Path real;
    try {
      real = directory.toRealPath();
    } catch (IOException e) {
      return NONE; // the workspace's own check tells
    }
    if (host.home().startsWith(real) || !ProjectManifest.isIn(real)) {
      return NONE;
    }
    Optional<Pins.Pin> pin = new Pins(host).of(real);
    if (pin.isEmpty()) {
      return without("the project's manifest has no effect: it has not been approved");
    }
    try {
      ProjectManifest manifest = ProjectManifest.read(real, users);
      if (!manifest.digest().equals(pin.get().digest())) {
        return without("the project's manifest has no effect: it changed since it was approved");
      }
      // The same words may mean more to a newer version, or with a user's bottle it is built on.
      return pin.get().grants().containsAll(GrantWords.of(manifest))
          ? new Project(Optional.of(manifest), Optional.empty())
          : without("the project's manifest has no effect: it grants more than was approved");
    } catch (BottleException e) {
      String message = String.valueOf(e.getMessage());
      int line = message.indexOf('\n');
      return without(
          "the project's manifest has no effect: "
              + (line < 0 ? message : message.substring(0, line)));
    }
  }

  private static Project without(String why) {
    return new Project(Optional.empty(), Optional.of(why));
  }
}
