package dev.botbottle.launcher.provider;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * The user's settings of Claude Code that come along: only those listed here, each by its own type.
 * What runs a program ({@code hooks}, {@code statusLine}, the helpers), holds values ({@code env})
 * or permissions to do more, loads code ({@code enabledPlugins}) or is not known stays outside. The
 * names are those of the program's own settings schema (version 2.1.330) and of its documentation,
 * "Settings".
 *
 * @param json the settings file for the bottle
 * @param taken the fields that come along
 * @param leftOut the fields that stay outside
 */
record ClaudeSettings(String json, List<String> taken, List<String> leftOut) {
  private static final int LONGEST = 1_000;

  private enum Form {
    TRUTH,
    NUMBER,
    WORD,
    WORDS
  }

  private static final Map<String, Form> TAKEN =
      Map.ofEntries(
          Map.entry("alwaysThinkingEnabled", Form.TRUTH),
          Map.entry("attribution.commit", Form.WORD),
          Map.entry("attribution.pr", Form.WORD),
          Map.entry("autoCompactEnabled", Form.TRUTH),
          Map.entry("autoMemoryEnabled", Form.TRUTH),
          Map.entry("autoScrollEnabled", Form.TRUTH),
          Map.entry("bashOutputMaxChars", Form.NUMBER),
          Map.entry("claudeMdExcludes", Form.WORDS),
          Map.entry("disableAllHooks", Form.TRUTH),
          Map.entry("disableBundledSkills", Form.TRUTH),
          Map.entry("disableSkillShellExecution", Form.TRUTH),
          Map.entry("disabledMcpjsonServers", Form.WORDS),
          Map.entry("editorMode", Form.WORD),
          Map.entry("effortLevel", Form.WORD),
          Map.entry("emojiCompletionEnabled", Form.TRUTH),
          Map.entry("fastMode", Form.TRUTH),
          Map.entry("fileCheckpointingEnabled", Form.TRUTH),
          Map.entry("includeCoAuthoredBy", Form.TRUTH),
          Map.entry("includeGitInstructions", Form.TRUTH),
          Map.entry("language", Form.WORD),
          Map.entry("maxProseWidth", Form.NUMBER),
          Map.entry("model", Form.WORD),
          Map.entry("outputStyle", Form.WORD),
          Map.entry("permissions.deny", Form.WORDS),
          Map.entry("prefersReducedMotion", Form.TRUTH),
          Map.entry("promptSuggestionEnabled", Form.TRUTH),
          Map.entry("respectGitignore", Form.TRUTH),
          Map.entry("respondToBashCommands", Form.TRUTH),
          Map.entry("showClearContextOnPlanAccept", Form.TRUTH),
          Map.entry("showMessageTimestamps", Form.TRUTH),
          Map.entry("showThinkingSummaries", Form.TRUTH),
          Map.entry("showTurnDuration", Form.TRUTH),
          Map.entry("spinnerTipsEnabled", Form.TRUTH),
          Map.entry("syntaxHighlightingDisabled", Form.TRUTH),
          Map.entry("terminalProgressBarEnabled", Form.TRUTH),
          Map.entry("terminalTitleFromRename", Form.TRUTH),
          Map.entry("theme", Form.WORD),
          Map.entry("timeFormat", Form.WORD),
          Map.entry("timeZone", Form.WORD),
          Map.entry("todoFeatureEnabled", Form.TRUTH),
          Map.entry("tui", Form.WORD),
          Map.entry("verbose", Form.TRUTH),
          Map.entry("viewMode", Form.WORD),
          Map.entry("wheelScrollAccelerationEnabled", Form.TRUTH));

  /** The groups of which parts may come along. */
  private static final List<String> GROUPS = List.of("attribution", "permissions");

  /** What a bottle has without any of the user's. */
  static final ClaudeSettings OWN = new ClaudeSettings("", List.of(), List.of());

  ClaudeSettings {
    json = json.isEmpty() ? "{\"skipDangerousModePermissionPrompt\":true}" : json;
    taken = List.copyOf(taken);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * What of a settings file comes along.
   *
   * @throws IllegalArgumentException when it is no JSON object; the message quotes nothing of it
   */
  static ClaudeSettings of(String text) {
    List<String> taken = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    StringWriter out = new StringWriter();
    JsonFactory factory =
        JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();
    try (JsonParser in = factory.createParser(ObjectReadContext.empty(), text);
        JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("it is no JSON object");
      }
      json.writeStartObject();
      json.writeBooleanProperty("skipDangerousModePermissionPrompt", true);
      fields("", in, json, taken, leftOut);
      json.writeEndObject();
      if (in.nextToken() != null) {
        throw new IllegalArgumentException("it goes on after its end");
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("it is no JSON");
    }
    return new ClaudeSettings(out.toString(), taken, leftOut);
  }

  /**
   * These.
   *
   * @throws IllegalArgumentException when a text among them holds a credential
   */
  ClaudeSettings withoutCredentials() {
    if (!new PlainText().isFreeOfCredentials(json)) {
      throw new IllegalArgumentException(
          "what would come along holds what looks like a credential");
    }
    return this;
  }

  private static void fields(
      String prefix, JsonParser in, JsonGenerator json, List<String> taken, List<String> leftOut) {
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      String path = prefix + name;
      JsonToken value = in.nextToken();
      if (prefix.isEmpty() && GROUPS.contains(name) && value == JsonToken.START_OBJECT) {
        json.writeObjectPropertyStart(name);
        fields(name + ".", in, json, taken, leftOut);
        json.writeEndObject();
      } else if (isTaken(path, name, in, json)) {
        taken.add(path);
      } else if (!name.equals("$schema")) {
        leftOut.add(path);
      }
    }
  }

  /** Copies a value that comes along; passes over any other. */
  private static boolean isTaken(String path, String name, JsonParser in, JsonGenerator json) {
    Form form = TAKEN.get(path);
    if (form == null) {
      in.skipChildren();
      return false;
    }
    switch (form) {
      case TRUTH -> {
        if (in.currentToken() == JsonToken.VALUE_TRUE
            || in.currentToken() == JsonToken.VALUE_FALSE) {
          json.writeBooleanProperty(name, in.currentToken() == JsonToken.VALUE_TRUE);
          return true;
        }
      }
      case NUMBER -> {
        if (in.currentToken() == JsonToken.VALUE_NUMBER_INT && in.getString().length() < 10) {
          json.writeNumberProperty(name, in.getIntValue());
          return true;
        }
      }
      case WORD -> {
        if (in.currentToken() == JsonToken.VALUE_STRING && in.getString().length() <= LONGEST) {
          json.writeStringProperty(name, in.getString());
          return true;
        }
      }
      case WORDS -> {
        if (in.currentToken() == JsonToken.START_ARRAY) {
          return words(name, in, json);
        }
      }
    }
    in.skipChildren();
    return false;
  }

  private static boolean words(String name, JsonParser in, JsonGenerator json) {
    List<String> words = new ArrayList<>();
    boolean all = true;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (in.currentToken() == JsonToken.VALUE_STRING && in.getString().length() <= LONGEST) {
        words.add(in.getString());
      } else {
        all = false;
        in.skipChildren();
      }
    }
    if (all) {
      json.writeArrayPropertyStart(name);
      words.forEach(json::writeString);
      json.writeEndArray();
    }
    return all;
  }
}
