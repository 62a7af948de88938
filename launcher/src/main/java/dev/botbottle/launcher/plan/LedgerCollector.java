package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.policy.HostName;
import dev.botbottle.policy.Route;
import dev.botbottle.scan.Secret;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The collector that the user's environment names for logs, by the variables every OpenTelemetry
 * exporter reads ("OpenTelemetry Protocol Exporter", opentelemetry.io). They count only where the
 * user asked for an export; no manifest can.
 *
 * @param endpoint where logs are taken
 * @param from the variable that names it, or what stands for one
 * @param headers the names of the fields sent with each request
 * @param certificate the roots its certificate is verified against, in the place of the host's
 * @param timeout how long a request may take
 * @param gzip whether requests are compressed
 */
public record LedgerCollector(
    URI endpoint,
    String from,
    List<String> headers,
    Optional<Path> certificate,
    Duration timeout,
    boolean gzip) {
  private static final String PREFIX = "OTEL_EXPORTER_OTLP_";
  private static final String USUAL = "http://localhost:4318";
  private static final String LOGS = "v1/logs";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LONGEST_PATIENCE = 600_000;

  /** Fields of the exporter's own, and those that would change what a request is. */
  private static final List<String> TAKEN =
      List.of(
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "transfer-encoding",
          "upgrade");

  public LedgerCollector {
    headers = List.copyOf(headers);
  }

  /**
   * The one of this user.
   *
   * @throws BottleException when it cannot be used so; the message shows no header's value
   */
  static LedgerCollector of(Host host) {
    String protocol = value(host, "PROTOCOL").orElse("http/json");
    if (!protocol.equals("http/json") && !protocol.equals("http/protobuf")) {
      throw refused(
          name(host, "PROTOCOL"),
          "the ledger is sent by http/json only",
          "set OTEL_EXPORTER_OTLP_LOGS_PROTOCOL=http/json and the endpoint to the collector's port"
              + " for HTTP (4318)");
    }
    Map<String, String> headers = written(host);
    return new LedgerCollector(
        endpoint(host),
        value(host, "ENDPOINT").isPresent() ? name(host, "ENDPOINT") : "the protocol's default",
        List.copyOf(headers.keySet()),
        value(host, "CERTIFICATE").map(host::resolve),
        timeout(host),
        value(host, "COMPRESSION").orElse("none").equals("gzip"));
  }

  /** A setting: the one for logs before the one for everything. */
  private static Optional<String> value(Host host, String setting) {
    return host.variable(name(host, setting)).map(String::strip).filter(text -> !text.isEmpty());
  }

  private static String name(Host host, String setting) {
    String logs = PREFIX + "LOGS_" + setting;
    return host.variable(logs).isPresent() ? logs : PREFIX + setting;
  }

  private static URI endpoint(Host host) {
    String variable = name(host, "ENDPOINT");
    String text = value(host, "ENDPOINT").orElse(USUAL);
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw unusable(variable, "it is no http:// or https:// address");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("https") || scheme.equals("http")) || uri.getHost() == null) {
      throw unusable(variable, "it is no http:// or https:// address");
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw unusable(variable, "it has more than scheme, host, port and path");
    }
    if (scheme.equals("http")
        && !loopback(uri.getHost())
        && !value(host, "INSECURE").orElse("").equals("true")) {
      throw refused(
          variable,
          "it would send the ledger unencrypted to " + uri.getHost(),
          "use https://, or say OTEL_EXPORTER_OTLP_INSECURE=true");
    }
    // The variable for logs is taken as it is; to the other the path of logs is added.
    return variable.contains("_LOGS_")
        ? uri
        : URI.create(text + (text.endsWith("/") ? "" : "/") + LOGS);
  }

  /** Whether a host is this machine by its very name. */
  private static boolean loopback(String host) {
    String name = HostName.normalise(host).orElse("");
    return name.equals("localhost")
        || name.equals("::1")
        || (name.startsWith("127.") && name.chars().allMatch(c -> c == '.' || c - '0' < 10));
  }

  private static Duration timeout(Host host) {
    Optional<String> written = value(host, "TIMEOUT");
    if (written.isEmpty()) {
      return PATIENCE;
    }
    try {
      int millis = Integer.parseInt(written.get());
      if (millis > 0 && millis <= LONGEST_PATIENCE) {
        return Duration.ofMillis(millis);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw unusable(name(host, "TIMEOUT"), "it is no number of milliseconds up to 600000");
  }

  /** The fields as they are written: {@code name=value,name=value}, percent signs not undone. */
  private static Map<String, String> written(Host host) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String member : value(host, "HEADERS").orElse("").split(",", -1)) {
      int equals = member.indexOf('=');
      String name = equals < 0 ? "" : member.substring(0, equals).strip();
      if (member.isBlank()) {
        continue;
      }
      if (!token(name) || TAKEN.contains(name.toLowerCase(Locale.ROOT))) {
        throw unusable(
            name(host, "HEADERS"), "it is no list of NAME=VALUE with names that may be set");
      }
      headers.put(name, member.substring(equals + 1).strip());
    }
    return headers;
  }

  /** RFC 9110 section 5.6.2. */
  private static boolean token(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
      if (!letter && !(c >= '0' && c <= '9') && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /**
   * The fields' values, read when they are needed.
   *
   * @throws BottleException when one of them can be no field's value; the message does not show it
   */
  public Map<String, Secret> values(Host host) {
    Map<String, Secret> values = new LinkedHashMap<>();
    written(host)
        .forEach((name, text) -> {
          byte[] bytes = undone(text);
          for (byte b : bytes) {
            if (b < ' ' || b == 0x7f) {
              throw unusable(name(host, "HEADERS"), "a value has a character no field may have");
            }
          }
          values.put(name, Secret.of(bytes));
        });
    return values;
  }

  /** With percent signs undone, as in a W3C baggage. */
  private static byte[] undone(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      int high = text.charAt(i) == '%' && i + 2 < text.length() ? hex(text.charAt(i + 1)) : -1;
      int low = high < 0 ? -1 : hex(text.charAt(i + 2));
      if (low >= 0) {
        out.write(high << 4 | low);
        i += 2;
      } else {
        out.writeBytes(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  /**
   * Refuses one at a port that leads into the bottle: the agent would listen there.
   *
   * @param published ports inside that are reached from this host's loopback
   */
  LedgerCollector outside(List<Integer> published) {
    if (loopback(endpoint.getHost()) && published.contains(endpoint.getPort())) {
      throw refused(
          from,
          "port " + endpoint.getPort() + " of this host is published and leads into the bottle",
          "publish another port, or start without --otlp");
    }
    return this;
  }

  /** Where to, by which variable, with which fields. */
  String shown() {
    return endpoint
        + " as it grows ("
        + from
        + (headers.isEmpty() ? ")" : "; with " + String.join(", ", headers) + ")");
  }

  /** That the bottle's own routes lead there, if they do. */
  Optional<String> note(List<Route> routes) {
    String host = HostName.normalise(endpoint.getHost()).orElse("");
    for (Route route : routes) {
      String allowed = route.host();
      boolean leads =
          allowed.equals(host)
              || (allowed.startsWith("*.") && host.endsWith(allowed.substring(1)))
              || route.connect().filter(target -> target.host().equals(host)).isPresent();
      if (leads) {
        return Optional.of(
            "the agent reaches the collector's host too (route "
                + allowed
                + "): what arrives there need not be the ledger's");
      }
    }
    return Optional.empty();
  }

  private static BottleException unusable(String variable, String why) {
    return refused(variable, why, "correct it, or start without --otlp");
  }

  private static BottleException refused(String variable, String why, String hint) {
    return new BottleException(
        ExitCode.USAGE, "could not send the ledger where " + variable + " says: " + why, hint);
  }
}
