package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.CachedFolder;
import dev.botbottle.launcher.grant.Imported;
import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.grant.PlannedSecret;
import dev.botbottle.manifest.ResourceSpec;
import dev.botbottle.policy.Binding;
import dev.botbottle.policy.Denial;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.Timeouts;
import dev.botbottle.policy.TrafficLimits;
import dev.botbottle.policy.UpstreamProxy;
import dev.botbottle.scan.AllowedFinding;
import dev.botbottle.scan.ScanAction;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A plan as {@code --dry-run --format json} prints it. Field names are a contract. */
public final class PlanJson {
  private PlanJson() {}

  /** One line of JSON. */
  public static String of(Plan plan) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeObjectPropertyStart("plan");
      json.writeStringProperty("agent", plan.agent());
      json.writeStringProperty("label", plan.label().orElse(null));
      json.writeStringProperty("bottle", plan.bottle());
      json.writeStringProperty("provider", plan.provider());
      json.writeStringProperty("backend", plan.backend());
      json.writeStringProperty("rung", plan.rung());
      strings(json, "properties", plan.properties());
      json.writeStringProperty("workspace", plan.workspace().map(Path::toString).orElse(null));
      json.writeStringProperty("home", plan.home().toString());
      strings(json, "command", plan.command());
      json.writeArrayPropertyStart("env");
      plan.environment().forEach(variable -> json.writeString(variable.name()));
      json.writeEndArray();
      values(json, plan);
      secrets(json, plan);
      json.writeBooleanProperty("offline", plan.policy().offline());
      limits(json, plan.policy().limits());
      proxy(json, plan.policy().proxy());
      json.writeArrayPropertyStart("routes");
      plan.policy().routes().forEach(route -> route(json, route));
      json.writeEndArray();
      json.writeArrayPropertyStart("denials");
      for (Denial denial : plan.policy().denials()) {
        json.writeStartObject();
        json.writeStringProperty("host", denial.host());
        strings(json, "methods", new TreeSet<>(denial.methods()));
        strings(json, "paths", denial.paths());
        json.writeStringProperty("origin", denial.origin().toString());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayPropertyStart("mounts");
      for (Mount mount : plan.mounts()) {
        json.writeStartObject();
        json.writeStringProperty("source", mount.source().toString());
        json.writeStringProperty("target", mount.target().toString());
        json.writeBooleanProperty("writable", mount.writable());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayPropertyStart("caches");
      for (CachedFolder cache : plan.caches()) {
        json.writeStartObject();
        json.writeStringProperty("client", cache.client());
        json.writeStringProperty("source", cache.source().toString());
        json.writeStringProperty("target", cache.target().toString());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayPropertyStart("imports");
      for (Imported imported : plan.imports()) {
        json.writeStartObject();
        json.writeStringProperty("what", imported.what());
        json.writeStringProperty("from", imported.from());
        strings(json, "parts", imported.parts());
        strings(json, "left_out", imported.leftOut());
        json.writeEndObject();
      }
      json.writeEndArray();
      paths(json, "protected", plan.protectedPaths());
      paths(json, "masked", plan.maskedPaths());
      resources(json, plan);
      json.writeArrayPropertyStart("publish");
      plan.publish().forEach(json::writeNumber);
      json.writeEndArray();
      collector(json, plan.collector());
      json.writeArrayPropertyStart("gaps");
      for (Gap gap : plan.gaps()) {
        json.writeStartObject();
        json.writeStringProperty("clause", gap.clause());
        json.writeStringProperty("why", gap.why());
        json.writeEndObject();
      }
      json.writeEndArray();
      strings(json, "notes", plan.notes());
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  /** The limits asked for, and which of them are enforced. */
  private static void resources(JsonGenerator json, Plan plan) {
    ResourceSpec asked = plan.resources();
    json.writeObjectPropertyStart("resources");
    number(json, "memory_bytes", asked.memory());
    number(json, "milli_cpus", asked.milliCpus());
    number(json, "processes", asked.processes());
    number(json, "disk_bytes", asked.disk());
    strings(json, "enforced", plan.limits().names());
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, Optional<Long> value) {
    if (value.isPresent()) {
      json.writeNumberProperty(name, value.get());
    } else {
      json.writeNullProperty(name);
    }
  }

  /** What of the environment the manifest gave, and where it may go. */
  private static void values(JsonGenerator json, Plan plan) {
    json.writeArrayPropertyStart("values");
    for (VisibleValue value : VisibleValue.of(plan)) {
      json.writeStartObject();
      json.writeStringProperty("name", value.name());
      json.writeStringProperty("from", value.from());
      strings(json, "hosts", value.hosts().hosts());
      json.writeBooleanProperty("hosts_named", value.hosts().named());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void secrets(JsonGenerator json, Plan plan) {
    json.writeArrayPropertyStart("secrets");
    for (PlannedSecret secret : plan.secrets()) {
      json.writeStartObject();
      json.writeStringProperty("name", secret.name());
      json.writeStringProperty("from", secret.source().toString());
      strings(json, "hosts", secret.hosts());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void route(JsonGenerator json, Route route) {
    json.writeStartObject();
    json.writeStringProperty("host", route.host());
    json.writeArrayPropertyStart("ports");
    new TreeSet<>(route.ports()).forEach(json::writeNumber);
    json.writeEndArray();
    strings(json, "methods", new TreeSet<>(route.methods()));
    strings(json, "paths", route.paths());
    limits(json, route.limits());
    json.writeBooleanProperty("client_certificate", route.certificate().isPresent());
    timeouts(json, route.timeouts());
    json.writeStringProperty("tls", route.tls().name().toLowerCase(Locale.ROOT));
    json.writeArrayPropertyStart("secrets");
    for (Binding binding : route.bindings()) {
      json.writeString(binding.secret());
    }
    json.writeEndArray();
    json.writeStringProperty("scan", word(route.scan().request()));
    json.writeArrayPropertyStart("detectors");
    new TreeMap<>(route.scan().rules().actions())
        .forEach((id, action) -> {
          json.writeStartObject();
          json.writeStringProperty("id", id);
          json.writeStringProperty("action", word(action));
          json.writeEndObject();
        });
    json.writeEndArray();
    json.writeArrayPropertyStart("allow");
    for (AllowedFinding allowed : route.scan().rules().allowed()) {
      json.writeStartObject();
      json.writeStringProperty("finding", allowed.fingerprint());
      json.writeStringProperty("reason", allowed.reason());
      json.writeStringProperty("until", allowed.until());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringProperty(
        "instructions", route.scan().instructions().name().toLowerCase(Locale.ROOT));
    json.writeBooleanProperty("websocket", route.webSocket());
    json.writeStringProperty(
        "connect", route.connect().map(target -> target.host() + ":" + target.port()).orElse(null));
    json.writeStringProperty("origin", route.origin().toString());
    json.writeEndObject();
  }

  /** How long servers are waited for; null stands for the gateway's own. */
  private static void timeouts(JsonGenerator json, Timeouts timeouts) {
    json.writeObjectPropertyStart("timeouts_ms");
    number(json, "connect", timeouts.connect().map(Duration::toMillis));
    number(json, "first_byte", timeouts.firstByte().map(Duration::toMillis));
    number(json, "idle", timeouts.idle().map(Duration::toMillis));
    json.writeEndObject();
  }

  /** The proxy on the way out, without its login. */
  private static void proxy(JsonGenerator json, Optional<UpstreamProxy> proxy) {
    if (proxy.isEmpty()) {
      json.writeNullProperty("proxy");
      return;
    }
    json.writeObjectPropertyStart("proxy");
    json.writeStringProperty("address", CompanyProxy.shown(proxy.get().at()));
    json.writeBooleanProperty("login", proxy.get().login());
    strings(json, "direct", proxy.get().direct());
    json.writeEndObject();
  }

  /** Where the ledger is sent as well, without the values of what is sent with it. */
  private static void collector(JsonGenerator json, Optional<LedgerCollector> collector) {
    if (collector.isEmpty()) {
      json.writeNullProperty("otlp");
      return;
    }
    json.writeObjectPropertyStart("otlp");
    json.writeStringProperty("endpoint", collector.get().endpoint().toString());
    json.writeStringProperty("from", collector.get().from());
    strings(json, "headers", collector.get().headers());
    json.writeEndObject();
  }

  /** How much may pass. */
  private static void limits(JsonGenerator json, TrafficLimits limits) {
    json.writeObjectPropertyStart("limits");
    number(json, "requests_per_minute", limits.requestsPerMinute());
    number(json, "connections", limits.connections());
    number(json, "bytes_out", limits.bytesOut());
    number(json, "bytes_in", limits.bytesIn());
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, OptionalLong value) {
    number(json, name, value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty());
  }

  private static String word(ScanAction action) {
    return action.name().toLowerCase(Locale.ROOT);
  }

  private static void paths(JsonGenerator json, String name, Collection<Path> paths) {
    json.writeArrayPropertyStart(name);
    paths.forEach(path -> json.writeString(path.toString()));
    json.writeEndArray();
  }

  private static void strings(JsonGenerator json, String name, Collection<String> values) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }
}
