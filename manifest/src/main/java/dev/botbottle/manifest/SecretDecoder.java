package dev.botbottle.manifest;

import dev.botbottle.policy.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringTokenizer;

/** Decodes the {@code secret} of a route. */
final class SecretDecoder {
  static final List<String> KEYS = List.of("from", "name", "header", "basic", "query", "format");
  static final List<String> PRESET_KEYS = List.of("from", "name");

  private SecretDecoder() {}

  static Optional<SecretSpec> decode(Fields route, Problems problems) {
    Optional<Fields> fields = route.object("secret", KEYS);
    return fields.isPresent() ? decodeFields(fields.get(), problems) : Optional.empty();
  }

  /** The secret of a preset, which knows the place itself. */
  static Optional<PresetSpec.PresetSecret> ofPreset(Fields preset, Problems problems) {
    Optional<Fields> fields = preset.object("secret", PRESET_KEYS);
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    Optional<SecretSource> source = from(fields.get(), problems);
    if (source.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> name = name(fields.get(), source.get(), problems);
    return name.isPresent()
        ? Optional.of(
            new PresetSpec.PresetSecret(
                name.get(), source.get(), problems.origin(fields.get().at())))
        : Optional.empty();
  }

  private static Optional<SecretSpec> decodeFields(Fields fields, Problems problems) {
    Optional<Slot> slot = slot(fields, problems);
    Optional<String> format = format(fields, slot, problems);
    Optional<SecretSource> source = from(fields, problems);
    if (source.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> name = name(fields, source.get(), problems);
    if (name.isEmpty() || slot.isEmpty() || format.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SecretSpec(
            name.get(), source.get(), slot.get(), format.get(), problems.origin(fields.at())));
  }

  private static Optional<SecretSource> from(Fields fields, Problems problems) {
    Node from = fields.get("from");
    if (from != null) {
      return source(from, problems);
    }
    problems.add(
        fields.at(),
        "expected \"from\" in the secret",
        problems.scope().project()
            ? "write \"from\": \"env:NAME\""
            : "write \"from\": \"env:NAME\", \"file:PATH\" or \"command:PROGRAM ARGUMENT\"");
    return Optional.empty();
  }

  private static Optional<String> name(Fields fields, SecretSource source, Problems problems) {
    if (!fields.has("name")) {
      return Optional.of(reference(source));
    }
    Optional<Node.Text> written = fields.text("name", "a name for the secret");
    if (written.isPresent() && !Names.valid(written.get().value())) {
      problems.expected(written.get(), "a name for the secret", Names.HINT);
      return Optional.empty();
    }
    return Fields.value(written);
  }

  /** A short name that says where the secret comes from. */
  static String reference(SecretSource source) {
    if (source instanceof SecretSource.Env env) {
      return env.variable();
    }
    if (source instanceof SecretSource.File file) {
      return "file:".concat(file.path());
    }
    SecretSource.Command command = (SecretSource.Command) source;
    return "command:".concat(String.join(" ", command.arguments()));
  }

  /** Where a value is taken from; in a project's file, from the environment only. */
  static Optional<SecretSource> source(Node node, Problems problems) {
    String what = "env:NAME, file:PATH or command:PROGRAM ARGUMENT";
    Optional<Node.Text> text = Fields.text(node, what, problems);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String value = text.get().value();
    int colon = value.indexOf(':');
    String rest = value.substring(colon + 1).strip();
    if (variableOfTheHost(value)) {
      problems.expected(node, what, "write \"env:" + value + "\"");
      return Optional.empty();
    }
    String kind = colon < 0 ? "" : value.substring(0, colon);
    if (problems.scope().project() && (kind.equals("file") || kind.equals("command"))) {
      problems.expected(
          node,
          "env:NAME in a project's manifest",
          "a project runs no command and reads no file of yours; put it into your own manifest");
      return Optional.empty();
    }
    switch (kind) {
      case "env" -> {
        if (EnvDecoder.variable(rest)) {
          return Optional.of(new SecretSource.Env(rest));
        }
        problems.expected(node, "env: and the name of a variable of the host", "");
      }
      case "file" -> {
        if (!rest.isEmpty() && rest.indexOf('\0') < 0) {
          return Optional.of(new SecretSource.File(rest));
        }
        problems.expected(node, "file: and the path of a file on the host", "");
      }
      case "command" -> {
        return command(text.get(), rest, problems);
      }
      default -> problems.hidden(node, what, "a secret itself does not belong in this file");
    }
    return Optional.empty();
  }

  /** Whether a text is written as the names of variables mostly are, and as few secrets are. */
  private static boolean variableOfTheHost(String text) {
    return EnvDecoder.variable(text)
        && text.length() <= 40
        && text.equals(text.toUpperCase(Locale.ROOT));
  }

  private static Optional<SecretSource> command(Node.Text node, String rest, Problems problems) {
    List<String> arguments = new ArrayList<>();
    StringTokenizer words = new StringTokenizer(rest, " \t");
    while (words.hasMoreTokens()) {
      arguments.add(words.nextToken());
    }
    boolean shell = false;
    for (int i = 0; i < rest.length(); i++) {
      shell |= "\"'`$|&;<>\\\n\0".indexOf(rest.charAt(i)) >= 0;
    }
    if (arguments.isEmpty() || shell) {
      problems.expected(
          node,
          "command: and a program with plain arguments",
          "no shell runs it: put quotes, pipes and variables into a script and name that");
      return Optional.empty();
    }
    return Optional.of(new SecretSource.Command(arguments));
  }

  private static Optional<Slot> slot(Fields fields, Problems problems) {
    int given = 0;
    for (String key : List.of("header", "basic", "query")) {
      given += fields.has(key) ? 1 : 0;
    }
    if (given != 1) {
      problems.add(
          fields.at(),
          "expected one of \"header\", \"basic\", \"query\" in the secret, found "
              + (given == 0 ? "none" : "several"),
          "write \"header\": \"Authorization\", \"basic\": true or \"query\": \"key\"");
      return Optional.empty();
    }
    if (fields.has("basic")) {
      if (!fields.bool("basic", true)) {
        problems.add(fields.at(), "expected \"basic\": true, found false", "");
        return Optional.empty();
      }
      return Optional.of(new Slot.BasicPassword());
    }
    Optional<Node.Text> header = fields.text("header", "the name of a header field");
    if (header.isPresent()) {
      if (Names.token(header.get().value())) {
        return Optional.of(new Slot.Header(header.get().value()));
      }
      problems.expected(header.get(), "the name of a header field", "such as \"x-api-key\"");
    }
    Optional<Node.Text> query = fields.text("query", "a key of the query");
    if (query.isPresent()) {
      if (Names.token(query.get().value())) {
        return Optional.of(new Slot.QueryKey(query.get().value()));
      }
      problems.expected(query.get(), "a key of the query", "such as \"api_key\"");
    }
    return Optional.empty();
  }

  private static boolean printable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> format(Fields fields, Optional<Slot> slot, Problems problems) {
    Optional<Node.Text> text = fields.text("format", "a text with {} for the value");
    if (text.isPresent()) {
      String value = text.get().value();
      int place = value.indexOf("{}");
      boolean once = place >= 0 && value.indexOf("{}", place + 2) < 0;
      if (once && printable(value)) {
        return Optional.of(value);
      }
      problems.expected(text.get(), "a text with {} once for the value", "such as \"Bearer {}\"");
      return Optional.empty();
    }
    if (fields.has("format")) {
      return Optional.empty();
    }
    if (slot.isPresent()
        && slot.get() instanceof Slot.Header(String name)
        && name.toLowerCase(Locale.ROOT).equals("authorization")) {
      problems.add(
          fields.at(),
          "expected \"format\" beside the header Authorization",
          "write \"format\": \"Bearer {}\" (or the scheme the server wants)");
      return Optional.empty();
    }
    return Optional.of("{}");
  }
}
