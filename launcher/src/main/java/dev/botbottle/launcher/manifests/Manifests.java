package dev.botbottle.launcher.manifests;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.Why;
import dev.botbottle.manifest.AgentSpec;
import dev.botbottle.manifest.BottleSpec;
import dev.botbottle.manifest.Manifest;
import dev.botbottle.manifest.ManifestReader;
import dev.botbottle.manifest.ProjectUse;
import dev.botbottle.policy.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything the manifests say that counts here, and the files they refer to. The user's come
 * first: a project's agent or bottle never takes the place of a user's, unless the user's own
 * manifest says so ({@link ProjectUse#REPLACE}), and none counts before it was approved.
 */
public final class Manifests {
  private final Host host;
  private final Path userFile;
  private final Manifest user;
  private final UserAgents userAgents;
  private final Project project;

  /** Read when it is first asked for: few starts need it. */
  private @Nullable Manifest library;

  private Manifests(Host host, Path userFile, Manifest user, Project project) {
    this.host = host;
    this.userFile = userFile;
    this.user = user;
    this.userAgents = new UserAgents(host, user);
    this.project = project;
  }

  /** Those of this user, standing in this directory. */
  public static Manifests read(Host host) {
    return read(host, Optional.empty());
  }

  /**
   * Those of this user.
   *
   * @param workspace the directory whose project counts; the current one unless given
   */
  public static Manifests read(Host host, Optional<String> workspace) {
    Manifest user = UserManifest.read(host);
    Path directory = workspace.map(host::resolve).orElse(host.directory());
    return new Manifests(
        host, UserManifest.path(host), user, Project.in(directory, host, user.bottles()));
  }

  /** The user's own agent of this name, of the manifest or a file beside it. */
  public Optional<AgentSpec> userAgent(String name) {
    Optional<AgentSpec> agent = user.agent(name);
    return agent.isPresent() ? agent : userAgents.find(name);
  }

  /** The approved project's agent of this name. */
  public Optional<AgentSpec> projectAgent(String name) {
    return project.approved().isPresent()
        ? project.approved().get().manifest().agent(name)
        : Optional.empty();
  }

  private Manifest library() {
    if (library == null) {
      library = Library.read();
    }
    return library;
  }

  /** The library's agent of this name. */
  public Optional<AgentSpec> libraryAgent(String name) {
    return library().agent(name);
  }

  /**
   * The bottle of this name as an agent means it.
   *
   * @param agent the agent of a manifest; absent for a built-in one or a command
   */
  public Optional<BottleSpec> bottle(String name, Optional<AgentSpec> agent) {
    if (agent.isPresent() && agent.get().origin().source().equals(Library.SOURCE)) {
      // A library's agent in its own bottle, unless the user has one of that name.
      Optional<BottleSpec> own = user.bottle(name);
      return own.isPresent() ? own : library().bottle(name);
    }
    Optional<BottleSpec> written = written(name, agent);
    return written.isEmpty() && !name.equals("default") && agent.isEmpty()
        ? library().bottle(name)
        : written;
  }

  private Optional<BottleSpec> written(String name, Optional<AgentSpec> agent) {
    Optional<BottleSpec> users = user.bottle(name);
    Optional<BottleSpec> projects = projectBottle(name);
    if (agent.isPresent() && isOfProject(agent.get())) {
      return projects.isPresent()
          ? projects
          : users.filter(bottle -> bottle.projects().contains(ProjectUse.USE));
    }
    // A project's bottle has a user's name only where the user's allows that (ManifestReader). One
    // of its own never holds a user's agent: that agent's variables were not approved for it.
    boolean replaced = users.isPresent() || agent.isEmpty();
    return projects.isPresent() && replaced ? projects : users;
  }

  private Optional<BottleSpec> projectBottle(String name) {
    if (project.approved().isEmpty()) {
      return Optional.empty();
    }
    Optional<BottleSpec> bottle = project.approved().get().manifest().bottle(name);
    if (bottle.isEmpty() || bottle.get().workspace().isEmpty()) {
      return bottle;
    }
    return Optional.of(inProject(bottle.get()));
  }

  /** With its workspace as a path without links, which lies in the project. */
  private BottleSpec inProject(BottleSpec bottle) {
    Path directory = project.approved().orElseThrow().directory();
    String written = bottle.workspace().orElseThrow();
    if (written.startsWith("~") || written.startsWith("/") || written.contains("..")) {
      return bottle; // a project cannot write that: it is inherited from a bottle of the user's
    }
    try {
      Path real = directory.resolve(written).toRealPath();
      if (real.startsWith(directory)) {
        return bottle.in(real.toString());
      }
    } catch (IOException e) {
      // told below, like a link that leads out
    }
    throw new BottleException(
        ExitCode.NOT_TRUSTED,
        "could not use the workspace "
            + written
            + " of the project's bottle "
            + bottle.name()
            + " ("
            + bottle.origin()
            + "): it is not a directory inside the project",
        "a project's manifest uses its own directory only");
  }

  /** Whether an agent comes from the project. */
  public boolean isOfProject(AgentSpec agent) {
    return project.approved().isPresent()
        && project.approved().get().isOwn(agent.origin().source());
  }

  /** The names of all agents. */
  public SortedSet<String> agentNames() {
    SortedSet<String> names = new TreeSet<>(user.agents().keySet());
    names.addAll(library().agents().keySet());
    names.addAll(userAgents.names());
    project.approved().ifPresent(approved -> names.addAll(approved.manifest().agents().keySet()));
    return names;
  }

  /** The names of all bottles. */
  public SortedSet<String> bottleNames() {
    SortedSet<String> names = new TreeSet<>(user.bottles().keySet());
    names.addAll(library().bottles().keySet());
    project.approved().ifPresent(approved -> names.addAll(approved.manifest().bottles().keySet()));
    return names;
  }

  /** Why the project's manifest has no effect, if there is one and it has none. */
  public Optional<String> unapproved() {
    return project.why();
  }

  /** The variables of the user's environment that any of them names as a secret. */
  public Set<String> secretVariables() {
    Set<String> names = UserManifest.secretVariables(user);
    project
        .approved()
        .ifPresent(approved -> names.addAll(UserManifest.secretVariables(approved.manifest())));
    return names;
  }

  /** The user's own file, there or not. */
  public Path userFile() {
    return userFile;
  }

  /** What the user's own file says. */
  public Manifest user() {
    return user;
  }

  /** The user's file a path means; a project names none. */
  public Path place(String path) {
    return userFile.resolveSibling(host.expanded(path));
  }

  /** The files of a skill the project brings for its agent; empty when it is one of the user's. */
  public SortedMap<String, byte[]> projectSkill(AgentSpec agent, String skill) {
    return isOfProject(agent) ? project.approved().orElseThrow().skill(skill) : new TreeMap<>();
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
      if (project.approved().isPresent() && project.approved().get().isOwn(origin.source())) {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(project.approved().get().content(path)))
            .toString();
      }
      Path file = place(path);
      if (Files.size(file) > ManifestReader.LARGEST) {
        throw new IOException("it has more than 1 MiB");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not read the " + what + " " + path + " (" + origin + "): " + Why.of(e),
          "a relative path starts at the directory of the manifest",
          e);
    }
  }
}
