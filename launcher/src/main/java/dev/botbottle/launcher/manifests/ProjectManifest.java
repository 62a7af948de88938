package dev.botbottle.launcher.manifests;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.manifest.AgentFile;
import dev.botbottle.manifest.AgentSpec;
import dev.botbottle.manifest.BottleSpec;
import dev.botbottle.manifest.Manifest;
import dev.botbottle.manifest.ManifestException;
import dev.botbottle.manifest.ManifestReader;
import dev.botbottle.manifest.ProjectUse;
import dev.botbottle.manifest.PromptSpec;
import dev.botbottle.manifest.RouteSpec;
import dev.botbottle.manifest.Scope;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a project says, from one reading of its files. Whether it counts is for the pins to say. */
public final class ProjectManifest {
  /** The files a project's manifest may be, the first that is there counts. */
  static final List<String> NAMES = List.of("bottle.jsonc", "claude-bottle.json");

  private static final String AGENTS = ".bot-bottle/agents";
  private static final String SKILLS = ".bot-bottle/skills/";

  private final Path directory;
  private final Manifest manifest;
  private final ProjectFiles files;
  private final Map<String, SortedMap<String, byte[]>> skills;

  private ProjectManifest(
      Path directory,
      Manifest manifest,
      ProjectFiles files,
      Map<String, SortedMap<String, byte[]>> skills) {
    this.directory = directory;
    this.manifest = manifest;
    this.files = files;
    this.skills = skills;
  }

  /** Whether a directory has anything of a manifest, whatever it is. */
  public static boolean isIn(Path directory) {
    for (String name : NAMES) {
      if (Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        return true;
      }
    }
    return Files.exists(directory.resolve(AGENTS), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Reads the manifest of a directory and everything it refers to.
   *
   * @param directory a path without links
   * @param users the user's bottles
   * @throws BottleException when it has problems or leads out of the directory
   */
  public static ProjectManifest read(Path directory, Map<String, BottleSpec> users) {
    ProjectFiles files = new ProjectFiles(directory);
    Scope scope = Scope.project(users);
    Manifest written = Manifest.EMPTY;
    Map<String, AgentSpec> agents = new LinkedHashMap<>();
    String at = "";
    try {
      for (String name : NAMES) {
        Optional<byte[]> content = files.find(name);
        if (content.isPresent()) {
          at = directory.resolve(name).toString();
          written = ManifestReader.read(at, content.get(), scope);
          break;
        }
      }
      agents.putAll(written.agents());
      for (String path : files.tree(AGENTS)) {
        at = directory.resolve(path).toString();
        if (path.endsWith(".md")) {
          AgentSpec agent =
              AgentFile.read(at, files.find(path).orElseThrow(), beside(users, written));
          if (agents.putIfAbsent(agent.name(), agent) != null) {
            throw new BottleException(
                ExitCode.MANIFEST,
                "could not use " + at + ": there is another agent " + agent.name(),
                "rename one of them");
          }
        }
      }
    } catch (ManifestException e) {
      throw UserManifest.unusable(at, e);
    }
    Manifest whole = new Manifest(written.bottles(), agents);
    Map<String, SortedMap<String, byte[]>> skills = new LinkedHashMap<>();
    for (AgentSpec agent : agents.values()) {
      for (String skill : agent.skills()) {
        skills.computeIfAbsent(skill, name -> skill(files, name));
      }
    }
    ProjectManifest project = new ProjectManifest(directory, whole, files, skills);
    project.readReferences();
    return project;
  }

  /** An agent's own file may name the project's bottles as well as the user's that are open. */
  private static Scope beside(Map<String, BottleSpec> users, Manifest project) {
    Map<String, BottleSpec> bottles = new LinkedHashMap<>(users);
    for (BottleSpec bottle : project.bottles().values()) {
      bottles.put(bottle.name(), bottle.openTo(Set.of(ProjectUse.USE)));
    }
    return Scope.project(bottles);
  }

  /** The files of a skill of the project's own, by their paths in it; none when it has no such. */
  private static SortedMap<String, byte[]> skill(ProjectFiles files, String name) {
    SortedMap<String, byte[]> found = new TreeMap<>();
    String folder = SKILLS + name;
    for (String path : files.tree(folder)) {
      found.put(path.substring(folder.length() + 1), files.find(path).orElseThrow());
    }
    return found;
  }

  /** Everything named in it, so that the digest covers it. */
  private void readReferences() {
    Set<String> paths = new LinkedHashSet<>();
    for (AgentSpec agent : manifest.agents().values()) {
      if (agent.prompt().isPresent() && agent.prompt().get() instanceof PromptSpec.File file) {
        paths.add(file.path());
      }
    }
    for (BottleSpec bottle : manifest.bottles().values()) {
      for (RouteSpec route : bottle.egress().routes()) {
        if (route.ca().isPresent() && isOwn(route.origin().source())) {
          paths.add(route.ca().get());
        }
      }
    }
    for (String path : paths) {
      content(path);
    }
  }

  /** Whether something written in a file of this name is the project's. */
  boolean isOwn(String source) {
    return source.startsWith(directory + "/");
  }

  /** The content of a file that the manifest names. */
  byte[] content(String path) {
    return files
        .find(path)
        .orElseThrow(() ->
            new BottleException(
                ExitCode.MANIFEST,
                "could not find "
                    + directory.resolve(path)
                    + ", which the project's manifest names",
                "make it, or take it out of the manifest"));
  }

  /** The project's directory. */
  public Path directory() {
    return directory;
  }

  /** What it says. */
  public Manifest manifest() {
    return manifest;
  }

  /** The files of a skill the project brings, by their paths in it; empty when it brings none. */
  public SortedMap<String, byte[]> skill(String name) {
    return skills.getOrDefault(name, new TreeMap<>());
  }

  /** The digest of everything read: what a pin pins. */
  public String digest() {
    return files.digest();
  }

  /** The files read, with their digests. */
  public SortedMap<String, String> digests() {
    return files.digests();
  }
}
