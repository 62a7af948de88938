package dev.botbottle.launcher.manifests;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.Why;
import dev.botbottle.manifest.AllowEntry;
import dev.botbottle.manifest.BottleSpec;
import dev.botbottle.manifest.EnvEntry;
import dev.botbottle.manifest.EnvValue;
import dev.botbottle.manifest.Manifest;
import dev.botbottle.manifest.ManifestException;
import dev.botbottle.manifest.ManifestReader;
import dev.botbottle.manifest.PresetSpec;
import dev.botbottle.manifest.RouteSpec;
import dev.botbottle.manifest.SecretSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The user's own manifest: {@code bottle.jsonc} of the configuration directory, or where there is
 * none, the predecessor's {@code claude-bottle.json} of the home.
 */
public final class UserManifest {
  private UserManifest() {}

  /** Where it is, or would be. */
  public static Path path(Host host) {
    Path own = host.configuration().resolve("bottle.jsonc");
    Path old = host.home().resolve("claude-bottle.json");
    return !Files.exists(own) && Files.exists(old) ? old : own;
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
      return ManifestReader.read(path.toString(), content(path), Library.underUser());
    } catch (ManifestException e) {
      throw unusable(path.toString(), e);
    }
  }

  /** The variables of the user's environment a manifest names as secrets, in any bottle. */
  static Set<String> secretVariables(Manifest manifest) {
    Set<String> names = new HashSet<>();
    for (BottleSpec bottle : manifest.bottles().values()) {
      for (AllowEntry entry : bottle.egress().allowlist()) {
        if (entry instanceof RouteSpec route && route.secret().isPresent()) {
          add(names, route.secret().get().source());
        } else if (entry instanceof PresetSpec preset && preset.secret().isPresent()) {
          add(names, preset.secret().get().source());
        }
      }
      for (EnvEntry entry : bottle.env()) {
        if (entry.value() instanceof EnvValue.FromSource from) {
          add(names, from.source());
        }
      }
    }
    return names;
  }

  private static void add(Set<String> names, SecretSource source) {
    if (source instanceof SecretSource.Env from) {
      names.add(from.variable());
    }
  }

  static byte[] content(Path path) {
    try {
      if (!Files.isRegularFile(path)) {
        throw new BottleException(
            ExitCode.MANIFEST, "could not read " + path + ": it is no file", "remove it");
      }
      if (Files.size(path) > ManifestReader.LARGEST) {
        throw new BottleException(
            ExitCode.MANIFEST,
            "could not read " + path + ": it has more than 1 MiB",
            "a manifest is a short text; is it another file?");
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not read " + path + ": " + Why.of(e),
          "check who may read it",
          e);
    }
  }

  static BottleException unusable(String file, ManifestException e) {
    return new BottleException(
        ExitCode.MANIFEST, "could not use " + file + "\n" + e.render(), "nothing was started", e);
  }
}
