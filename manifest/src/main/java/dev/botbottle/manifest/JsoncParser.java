package dev.botbottle.manifest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** JSON with comments and trailing commas to nodes that know where they stand. */
final class JsoncParser {
  /** How deep a manifest may nest. */
  static final int DEPTH = 64;

  private final String text;
  private final Problems problems;

  JsoncParser(String text, Problems problems) {
    this.text = text;
    this.problems = problems;
  }

  /** The value of the text, or null after a problem was noted. */
  @Nullable Node parse() {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            // One more than allowed: the decoder's own message is the better one.
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(DEPTH + 1).build())
            .build();
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        problems.add(
            new Node.Mark(1, 1, 1),
            "expected an object, found nothing",
            "write { \"bottles\": {}, \"agents\": {} }");
        return null;
      }
      Node node = value(parser, first, 1);
      if (node != null && parser.nextToken() != null) {
        problems.add(mark(parser), "expected the end of the file, found more", "remove it");
        return null;
      }
      return node;
    } catch (JacksonException e) {
      problems.add(mark(e.getLocation()), "expected JSON: " + message(e), "");
      return null;
    }
  }

  private @Nullable Node value(JsonParser parser, JsonToken token, int depth) {
    Node.Mark mark = mark(parser);
    if (depth > DEPTH) {
      problems.add(mark, "expected at most " + DEPTH + " levels of nesting, found more", "");
      return null;
    }
    return switch (token) {
      case START_OBJECT -> object(parser, mark, depth);
      case START_ARRAY -> array(parser, mark, depth);
      case VALUE_STRING -> new Node.Text(mark, parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Node.Num(mark, parser.getString());
      case VALUE_TRUE -> new Node.Bool(mark, true);
      case VALUE_FALSE -> new Node.Bool(mark, false);
      case VALUE_NULL -> new Node.Null(mark);
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("unexpected token " + token);
    };
  }

  private @Nullable Node object(JsonParser parser, Node.Mark mark, int depth) {
    List<Node.Field> fields = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      Node.Mark at = mark(parser);
      String key = parser.currentName();
      Node value = value(parser, parser.nextToken(), depth + 1);
      if (value == null) {
        return null;
      }
      if (seen.add(key)) {
        fields.add(new Node.Field(at, key, value));
      } else {
        problems.add(
            at,
            "expected each key once, found " + Problems.quoted(key) + " again",
            "merge the two or remove one");
      }
    }
    return new Node.Obj(mark, fields);
  }

  private @Nullable Node array(JsonParser parser, Node.Mark mark, int depth) {
    List<Node> items = new ArrayList<>();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      Node item = value(parser, t, depth + 1);
      if (item == null) {
        return null;
      }
      items.add(item);
    }
    return new Node.Arr(mark, items);
  }

  private Node.Mark mark(JsonParser parser) {
    return mark(parser.currentTokenLocation());
  }

  private Node.Mark mark(@Nullable TokenStreamLocation location) {
    if (location == null || location.getLineNr() < 1) {
      return new Node.Mark(1, 1, 1);
    }
    int offset = (int) Math.max(0, location.getCharOffset());
    int column = Math.max(1, location.getColumnNr());
    return new Node.Mark(location.getLineNr(), column, width(offset));
  }

  /** The length of the string, number or word at this offset; 1 for anything else. */
  private int width(int offset) {
    if (offset >= text.length()) {
      return 1;
    }
    int end = offset + 1;
    if (text.charAt(offset) == '"') {
      while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) != '\n') {
        end += text.charAt(end) == '\\' ? 2 : 1;
      }
      return end + 1 - offset;
    }
    while (Character.isLetterOrDigit(text.charAt(offset))
        && end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '.')) {
      end++;
    }
    return end - offset;
  }

  /** What the parser says, without the remarks on its source and options that follow. */
  private static String message(JacksonException e) {
    String message = e.getOriginalMessage();
    int line = message.indexOf('\n');
    return (line < 0 ? message : message.substring(0, line)).strip();
  }
}
