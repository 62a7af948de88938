package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.manifest.BottleSpec;
import dev.botbottle.manifest.Manifest;
import dev.botbottle.manifest.ManifestException;
import dev.botbottle.manifest.ManifestReader;
import dev.botbottle.manifest.RouteSpec;
import dev.botbottle.manifest.SecretSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The user's own manifest. Manifests of projects are not read: a repository grants nothing. */
public final class UserManifest {
  private UserManifest() {}

  /** The variables of the user's environment it names as secrets, in any bottle. */
  public static Set<String> secretVariables(Manifest manifest) {
    Set<String> names = new HashSet<>();
    for (BottleSpec bottle : manifest.bottles().values()) {
      for (RouteSpec route : bottle.egress().routes()) {
        if (route.secret().isPresent()
            && route.secret().get().source() instanceof SecretSource.Env from) {
          names.add(from.variable());
        }
      }
    }
    return names;
  }

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
