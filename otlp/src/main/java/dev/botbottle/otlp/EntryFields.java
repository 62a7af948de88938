package dev.botbottle.otlp;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What one line of a ledger says.
 *
 * @param time when it was written
 * @param fields its words and numbers by name
 * @param findings what the scanner saw, each as words by name
 */
record EntryFields(Instant time, Map<String, String> fields, List<Map<String, String>> findings) {
  /** The fields of a line; empty when it is no entry. */
  static Optional<EntryFields> read(String line) {
    Map<String, String> fields = new LinkedHashMap<>();
    List<Map<String, String>> findings = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value.isScalarValue()) {
          fields.put(name, sound(json.getString()));
        } else if (name.equals("findings") && value == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            findings.add(words(json));
          }
        } else {
          json.skipChildren();
        }
      }
      Instant time = Instant.parse(fields.getOrDefault("time", ""));
      return fields.containsKey("seq") && json.nextToken() == null
          ? Optional.of(new EntryFields(time, fields, findings))
          : Optional.empty();
    } catch (JacksonException | DateTimeException e) {
      return Optional.empty(); // torn by a crash or a full disk
    }
  }

  private static Map<String, String> words(JsonParser json) {
    Map<String, String> words = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      if (json.nextToken().isScalarValue()) {
        words.put(sound(name), sound(json.getString()));
      } else {
        json.skipChildren();
      }
    }
    return words;
  }

  /** The text with a mark in the place of each half of a character: UTF-8 cannot say that. */
  private static String sound(String text) {
    var sound = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.getType(c) == Character.SURROGATE ? 0xfffd : c)
        .forEach(sound::appendCodePoint);
    return sound.toString();
  }

  String text(String name) {
    return fields.getOrDefault(name, "");
  }

  /** A number that is not negative; else, and when it is none, what is said here. */
  long number(String name, long otherwise) {
    String digits = text(name);
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
        return otherwise;
      }
      number = 10 * number + digit;
    }
    return digits.isEmpty() ? otherwise : number;
  }
}
