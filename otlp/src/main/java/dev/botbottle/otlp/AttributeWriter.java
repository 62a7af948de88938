package dev.botbottle.otlp;

import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * Writes {@code attributes}: a list of {@code KeyValue}, each with a typed value ({@code
 * opentelemetry/proto/common/v1/common.proto}).
 */
final class AttributeWriter {
  private final JsonGenerator json;

  private AttributeWriter(JsonGenerator json) {
    this.json = json;
  }

  static AttributeWriter begin(JsonGenerator json) {
    json.writeArrayPropertyStart("attributes");
    return new AttributeWriter(json);
  }

  void end() {
    json.writeEndArray();
  }

  /** A text; one that is empty says nothing and is left out. */
  void text(String key, String value) {
    if (!value.isEmpty()) {
      key(key);
      text(value);
      json.writeEndObject();
    }
  }

  /** A whole number, which the encoding wants as a string. */
  void number(String key, long value) {
    key(key);
    json.writeStartObject();
    json.writeStringProperty("intValue", Long.toString(value));
    json.writeEndObject();
    json.writeEndObject();
  }

  /** A list of objects with texts in them. */
  void objects(String key, List<Map<String, String>> values) {
    if (values.isEmpty()) {
      return;
    }
    key(key);
    json.writeStartObject();
    json.writeObjectPropertyStart("arrayValue");
    json.writeArrayPropertyStart("values");
    for (Map<String, String> value : values) {
      json.writeStartObject();
      json.writeObjectPropertyStart("kvlistValue");
      json.writeArrayPropertyStart("values");
      value.forEach((name, text) -> {
        key(name);
        text(text);
        json.writeEndObject();
      });
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private void key(String key) {
    json.writeStartObject();
    json.writeStringProperty("key", key);
    json.writeName("value");
  }

  private void text(String value) {
    json.writeStartObject();
    json.writeStringProperty("stringValue", value);
    json.writeEndObject();
  }
}
