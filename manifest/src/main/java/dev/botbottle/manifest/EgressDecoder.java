package dev.botbottle.manifest;

import dev.botbottle.policy.Denial;
import dev.botbottle.policy.Endpoint;
import dev.botbottle.policy.TlsMode;
import dev.botbottle.scan.ScanAction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Decodes {@code egress}. */
final class EgressDecoder {
  private static final List<String> KEYS = List.of("allowlist", "deny", "engine");
  private static final List<String> ROUTE_KEYS =
      List.of(
          "host",
          "ports",
          "methods",
          "paths",
          "secret",
          "connect",
          "ca",
          "tls",
          "scan",
          "credentials",
          "websocket",
          "preset");
  private static final List<String> DENIAL_KEYS = List.of("host", "methods", "paths");
  private static final List<String> SCAN_KEYS = List.of("request", "response");
  private static final List<String> PRESETS = List.of("npm", "maven", "pip");

  private final Problems problems;

  private EgressDecoder(Problems problems) {
    this.problems = problems;
  }

  static EgressSpec decode(Fields bottle, Problems problems) {
    return bottle
        .object("egress", KEYS)
        .map(fields -> new EgressDecoder(problems).egress(fields))
        .orElse(EgressSpec.NONE);
  }

  private EgressSpec egress(Fields fields) {
    List<AllowEntry> allowlist = new ArrayList<>();
    for (Node item : fields.items("allowlist", "a list of hosts and routes")) {
      switch (item) {
        case Node.Text text ->
            HostNames.parse(text, true, problems)
                .ifPresent(host -> allowlist.add(RouteSpec.host(host, problems.origin(text.at()))));
        case Node.Obj object -> entry(object).ifPresent(allowlist::add);
        case Node other -> problems.expected(other, "a host name or an object", "");
      }
    }
    List<Denial> deny = new ArrayList<>();
    for (Node item : fields.items("deny", "a list of hosts")) {
      switch (item) {
        case Node.Text text ->
            HostNames.parse(text, true, problems)
                .ifPresent(host ->
                    deny.add(new Denial(host, Set.of(), List.of(), problems.origin(text.at()))));
        case Node.Obj object -> denial(object).ifPresent(deny::add);
        case Node other -> problems.expected(other, "a host name or an object", "");
      }
    }
    boolean pipelock =
        fields.word("engine", List.of("bottle", "pipelock")).orElse("bottle").equals("pipelock");
    return new EgressSpec(
        allowlist, deny, pipelock ? EgressSpec.Engine.PIPELOCK : EgressSpec.Engine.BOTTLE);
  }

  private Optional<AllowEntry> entry(Node.Obj object) {
    Fields fields = new Fields(object, problems, ROUTE_KEYS);
    if (!fields.has("preset")) {
      return route(fields).map(route -> route);
    }
    for (Node.Field field : object.fields()) {
      if (!field.key().equals("preset") && ROUTE_KEYS.contains(field.key())) {
        problems.add(
            field.at(),
            "expected nothing beside \"preset\", found " + Problems.quoted(field.key()),
            "write the route without a preset, or the preset alone");
      }
    }
    return fields
        .word("preset", PRESETS)
        .map(name -> new PresetSpec(name, problems.origin(object.at())));
  }

  private Optional<RouteSpec> route(Fields fields) {
    Optional<String> host = host(fields);
    boolean wildcard = host.isPresent() && host.get().startsWith("*.");
    Optional<SecretSpec> secret = SecretDecoder.decode(fields, problems);
    boolean passthrough =
        fields
            .word("tls", List.of("intercept", "passthrough"))
            .orElse("intercept")
            .equals("passthrough");
    Set<Integer> ports = ports(fields, fields.has("secret") || passthrough);
    Set<String> methods = methods(fields);
    List<String> paths = paths(fields);
    Optional<Fields> scan = fields.object("scan", SCAN_KEYS);
    Optional<ScanAction> request =
        scan.flatMap(s -> s.word("request", List.of("deny", "redact", "warn")))
            .map(EgressDecoder::action);
    boolean response = scan.isEmpty() || scan.get().bool("response", true);
    boolean client = fields.word("credentials", List.of("client")).isPresent();
    boolean webSocket = fields.bool("websocket", false);
    Optional<Endpoint> connect =
        fields
            .text("connect", "an address and a port")
            .flatMap(text -> HostNames.endpoint(text, problems));
    Optional<String> ca = fields.string("ca", "the path of a PEM file");
    if (wildcard) {
      forbid(fields, "secret", "one host beside \"secret\", found a wildcard", "name the host");
    }
    if (passthrough) {
      for (String key : List.of("secret", "methods", "paths", "scan", "ca", "websocket")) {
        forbid(
            fields,
            key,
            "nothing about what is inside beside \"tls\": \"passthrough\", found \"" + key + "\"",
            "remove it, or let the gateway look inside with \"tls\": \"intercept\"");
      }
    }
    if (client) {
      forbid(
          fields,
          "secret",
          "either \"secret\" or \"credentials\": \"client\", found both",
          "a bound secret owns its field; remove one of the two");
    }
    return host.map(name ->
        new RouteSpec(
            name,
            ports,
            methods,
            paths,
            passthrough ? TlsMode.PASSTHROUGH : TlsMode.INTERCEPT,
            secret,
            request,
            response,
            client,
            webSocket,
            connect,
            ca,
            problems.origin(fields.at())));
  }

  private void forbid(Fields fields, String key, String message, String hint) {
    Node node = fields.get(key);
    if (node != null) {
      problems.add(node.at(), "expected " + message, hint);
    }
  }

  private Optional<Denial> denial(Node.Obj object) {
    Fields fields = new Fields(object, problems, DENIAL_KEYS);
    Set<String> methods = methods(fields);
    List<String> paths = paths(fields);
    return host(fields).map(host -> new Denial(host, methods, paths, problems.origin(object.at())));
  }

  private Optional<String> host(Fields fields) {
    if (!fields.has("host")) {
      problems.add(fields.at(), "expected \"host\" in the object, found none", "");
      return Optional.empty();
    }
    return fields.text("host", "a host name").flatMap(t -> HostNames.parse(t, true, problems));
  }

  private static ScanAction action(String word) {
    return switch (word) {
      case "redact" -> ScanAction.REDACT;
      case "warn" -> ScanAction.WARN;
      default -> ScanAction.DENY;
    };
  }

  /** The ports; without any, those of HTTPS and HTTP, or of HTTPS alone where only TLS will do. */
  private Set<Integer> ports(Fields fields, boolean tlsOnly) {
    Set<Integer> ports = new LinkedHashSet<>();
    for (Node item : fields.items("ports", "a list of port numbers")) {
      int port = item instanceof Node.Num(_, String digits) ? HostNames.port(digits, 0) : 0;
      if (port == 0) {
        problems.expected(
            item,
            "a port number from 1 to 65535",
            item instanceof Node.Text ? "write it without quotes" : "");
      } else {
        ports.add(port);
      }
    }
    if (fields.get("ports") instanceof Node.Arr(Node.Mark at, List<Node> items)
        && items.isEmpty()) {
      problems.add(at, "expected at least one port, found an empty list", "remove \"ports\"");
    }
    if (ports.isEmpty()) {
      return tlsOnly ? Set.of(443) : Set.of(443, 80);
    }
    return ports;
  }

  private Set<String> methods(Fields fields) {
    Set<String> methods = new LinkedHashSet<>();
    for (Node.Text text : nonEmpty(fields, "methods", "method")) {
      String method = text.value().toUpperCase(Locale.ROOT);
      if (!Names.token(method)) {
        problems.expected(text, "an HTTP method", "such as \"GET\"");
      } else if (method.equals("TRACE") || method.equals("CONNECT")) {
        problems.expected(text, "a method a route can allow", method + " is always denied");
      } else {
        methods.add(method);
      }
    }
    return methods;
  }

  private List<String> paths(Fields fields) {
    List<String> paths = new ArrayList<>();
    for (Node.Text text : nonEmpty(fields, "paths", "path pattern")) {
      String path = text.value();
      if (!path.startsWith("/")) {
        problems.expected(
            text, "a path pattern that begins with /", "write " + Problems.quoted("/" + path));
      } else if (path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
        problems.expected(text, "a path pattern without query or fragment", "");
      } else if (!plain(path)) {
        problems.expected(
            text,
            "a path pattern without dot segments, backslashes, spaces and control characters",
            "the gateway denies such paths anyway");
      } else {
        paths.add(path);
      }
    }
    return paths;
  }

  /**
   * The strings of a list that, when written, must hold something: an empty one would mean
   * "everything" to the gateway and "nothing" to most readers.
   */
  private List<Node.Text> nonEmpty(Fields fields, String key, String what) {
    if (fields.get(key) instanceof Node.Arr(Node.Mark at, List<Node> items) && items.isEmpty()) {
      problems.add(
          at, "expected at least one " + what + ", found an empty list", "remove \"" + key + "\"");
    }
    return fields.texts(key, what);
  }

  private static boolean plain(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c <= ' ' || c == '\\' || c == 127) {
        return false;
      }
    }
    String framed = path + "/";
    return !framed.contains("/./") && !framed.contains("/../");
  }
}
