package dev.botbottle.otlp;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What a collector says it did not take of a request ("Partial Success"). */
final class PartialSuccess {
  private PartialSuccess() {}

  /** How many records it rejected; none when the answer does not say so, or is no JSON. */
  static long rejected(byte[] answer) {
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), answer)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return 0;
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        if (json.nextToken() == JsonToken.START_OBJECT && name.equals("partialSuccess")) {
          return number(json);
        }
        json.skipChildren();
      }
    } catch (JacksonException e) {
      return 0; // an answer some proxy made up; the status says that it was taken
    }
    return 0;
  }

  private static long number(JsonParser json) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean wanted = json.currentName().equals("rejectedLogRecords");
      JsonToken value = json.nextToken();
      if (wanted && value.isScalarValue()) {
        try {
          // a 64-bit integer: a string, or a number
          return Math.max(0, Long.parseLong(json.getString()));
        } catch (NumberFormatException e) {
          return 0;
        }
      }
      json.skipChildren();
    }
    return 0;
  }
}
