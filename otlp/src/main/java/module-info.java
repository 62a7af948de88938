import org.jspecify.annotations.NullMarked;

/** A ledger as OpenTelemetry log records, and their way to a collector. */
@NullMarked
module dev.botbottle.otlp {
  requires static org.jspecify;
  requires transitive dev.botbottle.scan;
  requires java.net.http;
  requires tools.jackson.core;

  exports dev.botbottle.otlp;
}
