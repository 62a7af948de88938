package dev.botbottle.manifest;

import dev.botbottle.policy.Origin;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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

  static final List<String> KEYS = List.of("bottles", "agents", "$schema");

  private final Problems problems;

  private ManifestReader(Problems problems) {
    this.problems = problems;
  }

  /** The manifest in these bytes of a user's own file. */
  public static Manifest read(String fileName, byte[] content) throws ManifestException {
    return read(fileName, content, Scope.USER);
  }

  /**
   * The manifest in these bytes.
   *
   * @param fileName the name shown in problems and origins
   * @param content the bytes of the file
   * @param scope whose file it is
   */
  public static Manifest read(String fileName, byte[] content, Scope scope)
      throws ManifestException {
    String text = text(fileName, content);
    Problems problems = new Problems(fileName, text, scope);
    Node root = new JsoncParser(text, problems).parse();
    Manifest manifest = root == null ? Manifest.EMPTY : new ManifestReader(problems).manifest(root);
    problems.raise();
    return manifest;
  }

  /** The text in these bytes. */
  static String text(String fileName, byte[] content) throws ManifestException {
    if (content.length > LARGEST) {
      throw unreadable(fileName, "expected at most 1 MiB, found " + content.length + " bytes");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw unreadable(fileName, "expected UTF-8, found bytes that are not");
    }
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
    BottleDecoder decoder = new BottleDecoder(problems);
    Map<String, BottleDecoder.Draft> drafts = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>();
    for (Node.Field field : top.get().named("bottles", "bottles")) {
      names.add(field.key());
      if (named(field, "bottle") && !taken(field)) {
        Optional<Fields> fields = Fields.of(field.value(), problems, BottleDecoder.KEYS);
        if (fields.isPresent()) {
          drafts.put(field.key(), decoder.bottle(field, fields.get()));
        }
      }
    }
    Map<String, BottleSpec> bottles = Lineage.resolve(drafts, problems);
    for (BottleSpec bottle : bottles.values()) {
      SecretNames.check(bottle, problems);
    }
    Map<String, AgentSpec> agents = new LinkedHashMap<>();
    AgentDecoder agentDecoder = new AgentDecoder(problems, names);
    for (Node.Field field : top.get().named("agents", "agents")) {
      if (named(field, "agent")) {
        Optional<Fields> fields = Fields.of(field.value(), problems, AgentDecoder.KEYS);
        if (fields.isPresent()) {
          agents.put(field.key(), agentDecoder.agent(field.key(), field.at(), fields.get()));
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

  /** Whether a project's bottle has the name of a user's, who does not allow it. */
  private boolean taken(Node.Field field) {
    if (!problems.scope().project()
        || !problems.scope().others().containsKey(field.key())
        || problems.scope().open(field.key(), ProjectUse.REPLACE)) {
      return false;
    }
    problems.add(
        field.at(),
        "expected a name none of your own bottles has, found " + Problems.quoted(field.key()),
        "a project never shadows your bottles: rename it here, or add \"projects\":"
            + " [\"replace\"] to yours");
    return true;
  }
}
