package dev.botbottle.manifest;

import dev.botbottle.policy.Origin;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code bottle.jsonc} and {@code claude-bottle.json}. Reports every problem of a file at
 * once; whatever the bytes, the outcome is a manifest or a {@link ManifestException}.
 */
public final class ManifestReader {
  /** The largest file read, in bytes. */
  public static final int LARGEST = 1 << 20;

  private static final List<String> KEYS = List.of("bottles", "agents", "$schema");
  private static final List<String> BOTTLE_KEYS =
      List.of("env", "egress", "ssh", "workspace", "backend", "runtime", "require");
  private static final List<String> AGENT_KEYS =
      List.of("provider", "command", "bottle", "prompt", "skills", "env", "label");
  private static final List<String> SSH_KEYS =
      List.of("Host", "IdentityFile", "HostName", "User", "Port", "KnownHostKey");
  private static final List<String> BACKENDS =
      List.of("bubblewrap", "docker", "vm", "remote", "apple", "kubernetes");

  private final Problems problems;

  private ManifestReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * The manifest in these bytes.
   *
   * @param fileName the name shown in problems and origins
   * @param content the bytes of the file
   */
  public static Manifest read(String fileName, byte[] content) throws ManifestException {
    if (content.length > LARGEST) {
      throw unreadable(fileName, "expected at most 1 MiB, found " + content.length + " bytes");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw unreadable(fileName, "expected UTF-8, found bytes that are not");
    }
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    Problems problems = new Problems(fileName, text);
    Node root = new JsoncParser(text, problems).parse();
    Manifest manifest = root == null ? Manifest.EMPTY : new ManifestReader(problems).manifest(root);
    problems.raise();
    return manifest;
  }

  private static ManifestException unreadable(String fileName, String message) {
    return new ManifestException(List.of(new Problem(Origin.builtIn(fileName), message, "", "")));
  }

  private Manifest manifest(Node root) {
    Optional<Fields> top = Fields.of(root, problems, KEYS);
    if (top.isEmpty()) {
      return Manifest.EMPTY;
    }
    top.get().text("$schema", "the address of a schema");
    Map<String, BottleSpec> bottles = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>();
    for (Node.Field field : top.get().named("bottles", "bottles")) {
      names.add(field.key());
      if (named(field, "bottle")) {
        Optional<Fields> fields = Fields.of(field.value(), problems, BOTTLE_KEYS);
        if (fields.isPresent()) {
          bottles.put(field.key(), bottle(field, fields.get()));
        }
      }
    }
    Map<String, AgentSpec> agents = new LinkedHashMap<>();
    for (Node.Field field : top.get().named("agents", "agents")) {
      if (named(field, "agent")) {
        Optional<Fields> fields = Fields.of(field.value(), problems, AGENT_KEYS);
        if (fields.isPresent()) {
          agents.put(field.key(), agent(field, fields.get(), names));
        }
      }
    }
    return new Manifest(bottles, agents);
  }

  private boolean named(Node.Field field, String what) {
    if (Names.valid(field.key())) {
      return true;
    }
    problems.add(
        field.at(),
        "expected a name for the " + what + ", found " + Problems.quoted(field.key()),
        Names.HINT);
    return false;
  }

  private BottleSpec bottle(Node.Field field, Fields fields) {
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
    List<String> require = new ArrayList<>();
    for (Node.Text clause : fields.texts("require", "clause")) {
      if (Names.valid(clause.value())) {
        require.add(clause.value());
      } else {
        problems.expected(clause, "the name of a clause", "as listed under \"gaps\" of a plan");
      }
    }
    return new BottleSpec(
        field.key(),
        EnvDecoder.decode(fields, problems),
        EgressDecoder.decode(fields, problems),
        ssh,
        fields.string("workspace", "the path of a directory"),
        fields.word("backend", BACKENDS),
        Fields.value(runtime),
        require,
        problems.origin(field.at()));
  }

  private Optional<SshSpec> ssh(Fields fields) {
    Optional<String> host = required(fields, "Host");
    Optional<String> identity = required(fields, "IdentityFile");
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

  private AgentSpec agent(Node.Field field, Fields fields, Set<String> bottles) {
    Optional<Node.Text> provider = fields.text("provider", "the name of a provider");
    if (provider.isPresent() && !Names.valid(provider.get().value())) {
      problems.expected(provider.get(), "the name of a provider", "such as \"claude\"");
    }
    String providerName = Fields.value(provider).orElse("claude");
    List<String> command = command(fields, providerName.equals("command"));
    Optional<Node.Text> bottle = fields.text("bottle", "the name of a bottle");
    // The bottle called default exists without being written.
    if (bottle.isPresent() && !known(bottle.get().value(), bottles)) {
      problems.expected(
          bottle.get(),
          "the name of a bottle of this file",
          Nearest.hint(bottle.get().value(), bottles));
    }
    List<String> skills = new ArrayList<>();
    for (Node.Text skill : fields.texts("skills", "skill")) {
      if (Names.valid(skill.value())) {
        skills.add(skill.value());
      } else {
        problems.expected(skill, "the directory name of a skill, not a path", "");
      }
    }
    return new AgentSpec(
        field.key(),
        providerName,
        command,
        Fields.value(bottle),
        fields.string("prompt", "a text"),
        skills,
        EnvDecoder.decode(fields, problems),
        fields.string("label", "a text"),
        problems.origin(field.at()));
  }

  private static boolean known(String bottle, Set<String> bottles) {
    return bottle.equals("default") || bottles.contains(bottle);
  }

  private List<String> command(Fields fields, boolean wanted) {
    List<String> command = new ArrayList<>();
    for (Node item : fields.items("command", "string")) {
      if (item instanceof Node.Text text && text.value().indexOf('\0') < 0) {
        command.add(text.value());
      } else {
        problems.expected(item, "a string", "");
      }
    }
    Node written = fields.get("command");
    if (wanted && (written == null || (written instanceof Node.Arr && command.isEmpty()))) {
      problems.add(
          written == null ? fields.at() : written.at(),
          "expected \"command\" beside \"provider\": \"command\"",
          "write \"command\": [\"program\", \"argument\"]");
    }
    if (!wanted && written != null) {
      problems.add(
          written.at(),
          "expected \"command\" only beside \"provider\": \"command\"",
          "set \"provider\" to \"command\", or remove it");
    }
    return command;
  }
}
