package dev.botbottle.launcher.manifests;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.manifest.AgentSpec;
import dev.botbottle.manifest.BottleSpec;
import dev.botbottle.manifest.Manifest;
import dev.botbottle.manifest.ManifestReader;
import dev.botbottle.policy.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Everything the manifests say that count here, and the files they refer to. */
public final class Manifests {
  private final Host host;
  private final Path userFile;
  private final Manifest user;

  private Manifests(Host host, Path userFile, Manifest user) {
    this.host = host;
    this.userFile = userFile;
    this.user = user;
  }

  /** Those of this user, standing in this directory. */
  public static Manifests read(Host host) {
    return new Manifests(host, UserManifest.path(host), UserManifest.read(host));
  }

  /** The agent of this name, if a manifest has it. */
  public Optional<AgentSpec> agent(String name) {
    return user.agent(name);
  }

  /** The bottle of this name, if a manifest has it, for an agent or for none of any manifest. */
  public Optional<BottleSpec> bottle(String name, Optional<AgentSpec> agent) {
    return user.bottle(name);
  }

  /** The names of all agents. */
  public SortedSet<String> agentNames() {
    return new TreeSet<>(user.agents().keySet());
  }

  /** The names of all bottles. */
  public SortedSet<String> bottleNames() {
    return new TreeSet<>(user.bottles().keySet());
  }

  /** The user's own file, there or not. */
  public Path userFile() {
    return userFile;
  }

  /** The place of the user's file a path means. */
  public Path place(String path) {
    return path.equals("~") || path.startsWith("~/")
        ? host.home().resolve(path.substring(Math.min(2, path.length())))
        : userFile.resolveSibling(path);
  }

  /**
   * The text of a file a manifest refers to.
   *
   * @param what what it is, for the message
   * @param path as written
   * @param origin where
   */
  public String text(String what, String path, Origin origin) {
    try {
      Path file = place(path);
      if (Files.size(file) > ManifestReader.LARGEST) {
        throw new IOException("it has more than 1 MiB");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not read the " + what + " " + path + " (" + origin + "): " + e,
          "a relative path starts at the directory of the manifest",
          e);
    }
  }
}
