package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.manifest.Manifest;
import dev.botbottle.manifest.ManifestException;
import dev.botbottle.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The user's own manifest. Manifests of projects are not read: a repository grants nothing. */
public final class UserManifest {
  private UserManifest() {}

  /** Where it is, if there is one. */
  public static Path path(Host host) {
    return host.configuration().resolve("bottle.jsonc");
  }

  /**
   * What it says; nothing when it is not there.
   *
   * @throws BottleException with every problem it has
   */
  public static Manifest read(Host host) {
    Path path = path(host);
    if (!Files.exists(path)) {
      return Manifest.EMPTY;
    }
    try {
      return ManifestReader.read(path.toString(), Files.readAllBytes(path));
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.MANIFEST, "could not read " + path + ": " + e, "check who may read it", e);
    } catch (ManifestException e) {
      throw new BottleException(
          ExitCode.MANIFEST, "could not use " + path + "\n" + e.render(), "nothing was started", e);
    }
  }
}
