package dev.botbottle.manifest;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page {@code docs/manifest.md}, made of the schema. */
final class ManifestPage {
  private static final String DEFINITION = "#/$defs/";
  private final JsonNode schema = JsonMapper.shared().readTree(ManifestSchema.text());
  private final StringBuilder out = new StringBuilder();

  private ManifestPage() {}

  /** The page: an introduction, an example, and a section for each definition. */
  static String of(String introduction, String example) {
    ManifestPage page = new ManifestPage();
    page.out.append(introduction.strip()).append("\n\n```jsonc\n").append(example.strip());
    page.out.append("\n```\n");
    page.section("The whole", page.schema);
    page.schema
        .at("/$defs")
        .properties()
        .forEach(entry ->
            page.section(
                entry.getValue().path("title").asString(entry.getKey()), entry.getValue()));
    return page.out.toString();
  }

  private void section(String title, JsonNode definition) {
    out.append("\n## ").append(title).append("\n\n");
    if (definition.has("description")) {
      out.append(definition.get("description").asString()).append("\n\n");
    }
    JsonNode properties = definition.path("properties");
    if (properties.isEmpty()) {
      out.deleteCharAt(out.length() - 1);
      return;
    }
    List<String> required = new ArrayList<>();
    definition.path("required").forEach(name -> required.add(name.asString()));
    out.append("| key | value | meaning |\n|---|---|---|\n");
    properties
        .properties()
        .forEach(entry -> {
          out.append("| `").append(entry.getKey()).append('`');
          out.append(required.contains(entry.getKey()) ? " (required)" : "");
          out.append(" | ").append(cell(kind(entry.getValue())));
          out.append(" | ").append(cell(meaning(entry.getValue()))).append(" |\n");
        });
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private String meaning(JsonNode value) {
    if (value.has("description")) {
      return value.get("description").asString();
    }
    JsonNode definition = definition(value);
    String first = definition.path("description").asString("");
    int end = first.indexOf(". ");
    String sentence = end < 0 ? first : first.substring(0, end + 1);
    return (sentence.isEmpty() ? "" : sentence + " ") + "See below.";
  }

  private JsonNode definition(JsonNode value) {
    String name = value.path("$ref").asString("");
    return schema.at("/$defs/" + name.substring(DEFINITION.length()));
  }

  private String kind(JsonNode value) {
    if (value.has("$ref")) {
      return "object";
    }
    if (value.has("enum")) {
      return words(value.get("enum"));
    }
    if (value.has("const")) {
      return "`" + value.get("const") + "`";
    }
    if (value.has("oneOf")) {
      List<String> kinds = new ArrayList<>();
      value.get("oneOf").forEach(one -> kinds.add(kind(one)));
      return String.join(" or ", kinds);
    }
    String type = value.path("type").asString("any");
    return switch (type) {
      case "string" -> "text";
      case "integer" -> "whole number";
      case "object" -> "object";
      case "array" -> {
        JsonNode items = value.path("items");
        yield items.has("enum") ? "list of " + words(items.get("enum")) : "list of " + many(items);
      }
      default -> type;
    };
  }

  private String many(JsonNode items) {
    String kind = kind(items);
    return switch (kind) {
      case "text" -> "texts";
      case "whole number" -> "whole numbers";
      case "object" -> "objects";
      default -> kind.startsWith("text or object") ? "texts or objects" : kind;
    };
  }

  private static String words(JsonNode values) {
    List<String> words = new ArrayList<>();
    values.forEach(word -> words.add("`" + word.asString() + "`"));
    return String.join(", ", words);
  }
}
