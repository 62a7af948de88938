package dev.botbottle.otlp;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The body of a request that exports logs, in OTLP's JSON encoding (OTLP 1.x specification, "JSON
 * Protobuf Encoding"; {@code opentelemetry/proto/logs/v1/logs.proto}): names in camel case, 64-bit
 * integers as strings, enumerations as numbers. One of it on a line is also what the collector's
 * file exporter writes and its file receiver reads.
 */
public final class LogsRequest {
  /** Who says so: the scope of the records. */
  private static final String SCOPE = "dev.botbottle.ledger";

  private final byte[] json;
  private final int records;
  private final int unreadable;

  private LogsRequest(byte[] json, int records, int unreadable) {
    this.json = json;
    this.records = records;
    this.unreadable = unreadable;
  }

  /**
   * The lines of a ledger as a request.
   *
   * @param resource the attributes of what the records are about, beginning with {@code
   *     service.name}
   */
  public static LogsRequest of(Map<String, String> resource, List<String> lines) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024 * (1 + lines.size()));
    int records = 0;
    try (JsonGenerator json =
        new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("resourceLogs");
      json.writeStartObject();
      json.writeObjectPropertyStart("resource");
      AttributeWriter attributes = AttributeWriter.begin(json);
      resource.forEach(attributes::text);
      attributes.end();
      json.writeEndObject();
      json.writeArrayPropertyStart("scopeLogs");
      json.writeStartObject();
      json.writeObjectPropertyStart("scope");
      json.writeStringProperty("name", SCOPE);
      json.writeEndObject();
      json.writeArrayPropertyStart("logRecords");
      for (String line : lines) {
        var entry = EntryFields.read(line);
        if (entry.isPresent()) {
          LogRecord.write(entry.get(), json);
          records++;
        }
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
    return new LogsRequest(bytes.toByteArray(), records, lines.size() - records);
  }

  /** The bytes, in UTF-8 and without a line end. */
  public byte[] json() {
    return json.clone();
  }

  /** How many log records it has. */
  public int records() {
    return records;
  }

  /** How many lines were none of a ledger: a torn one, say. */
  int unreadable() {
    return unreadable;
  }
}
