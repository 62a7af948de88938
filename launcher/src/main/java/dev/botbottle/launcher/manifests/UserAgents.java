package dev.botbottle.launcher.manifests;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.Why;
import dev.botbottle.manifest.AgentFile;
import dev.botbottle.manifest.AgentSpec;
import dev.botbottle.manifest.Manifest;
import dev.botbottle.manifest.ManifestException;
import dev.botbottle.manifest.Scope;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The user's agents that are files of their own: {@code agents/NAME.md} beside the manifest. */
public final class UserAgents {
  private final Path folder;
  private final Manifest manifest;

  UserAgents(Host host, Manifest manifest) {
    this.folder = folder(host);
    this.manifest = manifest;
  }

  /** Where they are. */
  public static Path folder(Host host) {
    return host.configuration().resolve("agents");
  }

  /** The agent of this name: only its own file is read. */
  Optional<AgentSpec> find(String name) {
    // A name from the command line must stay one name below the folder.
    if (name.indexOf('/') >= 0 || name.startsWith(".")) {
      return Optional.empty();
    }
    Path file = folder.resolve(name + ".md");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      AgentSpec agent =
          AgentFile.read(
              file.toString(), UserManifest.content(file), Scope.beside(manifest.bottles()));
      if (!agent.name().equals(name)) {
        throw new BottleException(
            ExitCode.MANIFEST,
            "could not use " + file + ": it calls its agent " + agent.name(),
            "rename the file to " + agent.name() + ".md");
      }
      return Optional.of(agent);
    } catch (ManifestException e) {
      throw UserManifest.unusable(file.toString(), e);
    }
  }

  /** The names of all. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.md")) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          names.add(name.substring(0, name.length() - ".md".length()));
        }
      } catch (IOException e) {
        throw new BottleException(
            ExitCode.MANIFEST,
            "could not read " + folder + ": " + Why.of(e),
            "check who may read it",
            e);
      }
    }
    return names;
  }
}
