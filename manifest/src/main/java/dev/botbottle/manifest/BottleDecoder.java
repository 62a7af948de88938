package dev.botbottle.manifest;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decodes one bottle, as it stands by itself. */
final class BottleDecoder {
  static final List<String> KEYS =
      List.of(
          "extends",
          "env",
          "egress",
          "ssh",
          "git",
          "workspace",
          "resources",
          "caches",
          "backend",
          "runtime",
          "require",
          "projects");
  static final List<String> SSH_KEYS =
      List.of("Host", "IdentityFile", "HostName", "User", "Port", "KnownHostKey");
  static final List<String> GIT_KEYS = List.of("name", "email");
  static final List<String> RESOURCE_KEYS = List.of("memory", "cpus", "processes", "disk");
  static final List<String> BACKENDS =
      List.of("bubblewrap", "docker", "vm", "remote", "apple", "kubernetes");

  /** The package clients whose caches can be read. */
  static final List<String> CACHES = List.of("maven", "npm", "pip", "cargo", "go");

  /** The clauses a gap can have; a misspelt one would never stop anything. */
  static final List<String> CLAUSES =
      List.of(
          "own-kernel",
          "resources",
          "sockets-later",
          "workspace-new-files",
          "workspace-many",
          "workspace-links",
          "workspace-git",
          "workspace-groups",
          "workspace-mounts",
          "egress.unscanned",
          "egress.websocket",
          "egress.responses",
          "egress.proxy",
          "publish");

  /**
   * A bottle by itself, and the names of those it extends.
   *
   * @param own what it says itself
   * @param parents whom it extends, in the order written
   */
  record Draft(BottleSpec own, List<Node.Text> parents) {}

  private final Problems problems;

  BottleDecoder(Problems problems) {
    this.problems = problems;
  }

  Draft bottle(Node.Field field, Fields fields) {
    List<SshSpec> ssh = new ArrayList<>();
    for (Node item : fields.items("ssh", "SSH identity object")) {
      Optional<Fields> identity = Fields.of(item, problems, SSH_KEYS);
      Optional<SshSpec> spec = identity.isPresent() ? ssh(identity.get()) : Optional.empty();
      if (spec.isPresent()) {
        ssh.add(spec.get());
      }
    }
    Optional<Node.Text> runtime = fields.text("runtime", "the name of a container runtime");
    if (runtime.isPresent() && !Names.valid(runtime.get().value())) {
      problems.expected(runtime.get(), "the name of a container runtime", "such as \"runsc\"");
    }
    return new Draft(
        new BottleSpec(
            field.key(),
            EnvDecoder.decode(fields, problems),
            EgressDecoder.decode(fields, problems),
            ssh,
            git(fields),
            Paths.inside(fields.text("workspace", "the path of a directory"), problems),
            resources(fields),
            words(fields, "caches", CACHES),
            fields.word("backend", BACKENDS),
            Fields.value(runtime),
            words(fields, "require", CLAUSES),
            projects(fields),
            problems.origin(field.at())),
        parents(field.key(), fields));
  }

  private List<Node.Text> parents(String name, Fields fields) {
    Node node = fields.get("extends");
    List<Node.Text> parents = new ArrayList<>();
    if (node instanceof Node.Text text) {
      parents.add(text);
    } else if (node instanceof Node.Arr list) {
      for (Node item : list.items()) {
        if (item instanceof Node.Text text) {
          parents.add(text);
        } else {
          problems.expected(item, "the name of a bottle", "");
        }
      }
    } else if (node != null) {
      problems.expected(node, "the name of a bottle or a list of them", "");
    }
    Set<String> seen = new LinkedHashSet<>();
    for (Node.Text parent : parents) {
      if (!seen.add(parent.value())) {
        problems.expected(parent, "each bottle once", "remove it");
      } else if (parent.value().equals(name)) {
        problems.expected(parent, "another bottle than " + Problems.quoted(name), "remove it");
      }
    }
    return parents;
  }

  /** Strings of a closed list, each once. */
  private List<String> words(Fields fields, String key, List<String> known) {
    List<String> words = new ArrayList<>();
    for (Node item : fields.items(key, "word")) {
      if (item instanceof Node.Text text && known.contains(text.value())) {
        if (words.contains(text.value())) {
          problems.expected(text, "each word once", "remove it");
        }
        words.add(text.value());
      } else {
        String near = item instanceof Node.Text text ? Nearest.question(text.value(), known) : "";
        problems.expected(item, "one of " + String.join(", ", known), near);
      }
    }
    return words;
  }

  private Set<ProjectUse> projects(Fields fields) {
    Set<ProjectUse> uses = new LinkedHashSet<>();
    List<String> known = new ArrayList<>();
    for (ProjectUse use : ProjectUse.values()) {
      known.add(use.word());
    }
    List<String> words = words(fields, "projects", known);
    for (ProjectUse use : ProjectUse.values()) {
      if (words.contains(use.word())) {
        uses.add(use);
      }
    }
    Node projectsNode = fields.get("projects");
    if (problems.scope().project() && projectsNode != null) {
      problems.expected(
          projectsNode,
          "\"projects\" in a manifest of your own only",
          "remove it from the project's");
    }
    return uses;
  }

  private GitSpec git(Fields bottle) {
    Optional<Fields> fields = bottle.object("git", GIT_KEYS);
    if (fields.isEmpty()) {
      return GitSpec.NONE;
    }
    return new GitSpec(
        oneLine(fields.get().text("name", "the name of an author")),
        oneLine(fields.get().text("email", "an e-mail address")));
  }

  private Optional<String> oneLine(Optional<Node.Text> text) {
    if (text.isPresent()) {
      for (int i = 0; i < text.get().value().length(); i++) {
        if (Character.isISOControl(text.get().value().charAt(i))) {
          problems.expected(text.get(), "a text without control characters", "");
          return Optional.empty();
        }
      }
    }
    return Fields.value(text);
  }

  private ResourceSpec resources(Fields bottle) {
    Optional<Fields> fields = bottle.object("resources", RESOURCE_KEYS);
    if (fields.isEmpty()) {
      return ResourceSpec.NONE;
    }
    return new ResourceSpec(
        size(fields.get().get("memory")),
        number(fields.get().get("cpus"), true),
        number(fields.get().get("processes"), false),
        size(fields.get().get("disk")));
  }

  private Optional<Long> size(@Nullable Node node) {
    if (node == null) {
      return Optional.empty();
    }
    long bytes = node instanceof Node.Text text ? Sizes.bytes(text.value()) : -1;
    if (bytes < 0) {
      problems.expected(node, "a size", "write \"512m\", \"4g\" and the like");
      return Optional.empty();
    }
    return Optional.of(bytes);
  }

  private Optional<Long> number(@Nullable Node node, boolean decimal) {
    if (node == null) {
      return Optional.empty();
    }
    long value = -1;
    if (node instanceof Node.Num number) {
      value = decimal ? Sizes.thousandths(number.digits()) : Sizes.digits(number.digits());
    }
    if (value < 1) {
      problems.expected(
          node,
          decimal ? "a number of processors, such as 2 or 0.5" : "a whole number from 1",
          node instanceof Node.Text ? "write it without quotes" : "");
      return Optional.empty();
    }
    return Optional.of(value);
  }

  private Optional<SshSpec> ssh(Fields fields) {
    Optional<String> host = required(fields, "Host");
    Optional<String> identity = required(fields, "IdentityFile");
    Node file = fields.get("IdentityFile");
    if (problems.scope().project() && file != null) {
      problems.expected(
          file,
          "no identity of yours in a project's manifest",
          "put \"ssh\" into a bottle of your own manifest");
    }
    int port = 22;
    Node written = fields.get("Port");
    if (written != null) {
      port = written instanceof Node.Num(_, String digits) ? HostNames.port(digits, 0) : 0;
      if (port == 0) {
        problems.expected(written, "a port number from 1 to 65535", "");
      }
    }
    Optional<String> hostName = fields.string("HostName", "a host name");
    Optional<String> user = fields.string("User", "a user name");
    Optional<String> key = fields.string("KnownHostKey", "a public key");
    if (host.isEmpty() || identity.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SshSpec(
            host.get(), identity.get(), hostName, user, port, key, problems.origin(fields.at())));
  }

  private Optional<String> required(Fields fields, String key) {
    if (!fields.has(key)) {
      problems.add(fields.at(), "expected \"" + key + "\" in the object, found none", "");
      return Optional.empty();
    }
    return fields.string(key, "a string");
  }
}
