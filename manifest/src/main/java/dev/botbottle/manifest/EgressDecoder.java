package dev.botbottle.manifest;

import dev.botbottle.policy.Denial;
import dev.botbottle.policy.Endpoint;
import dev.botbottle.policy.Instructions;
import dev.botbottle.policy.Timeouts;
import dev.botbottle.policy.TlsMode;
import dev.botbottle.policy.TrafficLimits;
import dev.botbottle.scan.FindingRules;
import dev.botbottle.scan.ScanAction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Decodes {@code egress}. */
final class EgressDecoder {
  static final List<String> KEYS = List.of("allowlist", "deny", "limits", "engine");
  static final List<String> ROUTE_KEYS =
      List.of(
          "host",
          "ports",
          "methods",
          "paths",
          "secret",
          "connect",
          "ca",
          "clientCert",
          "timeouts",
          "limits",
          "tls",
          "scan",
          "credentials",
          "websocket");
  static final List<String> CERT_KEYS = List.of("chain", "key");
  static final List<String> PRESET_KEYS = List.of("preset", "access", "secret");
  static final List<String> ACCESS = List.of("read", "write");
  static final List<String> DENIAL_KEYS = List.of("host", "methods", "paths");
  static final List<String> SCAN_KEYS =
      List.of("request", "response", "instructions", "detectors", "allow");
  static final List<String> INSTRUCTIONS = List.of("warn", "deny");
  static final List<String> ENGINES = List.of("bottle", "pipelock");
  static final List<String> PRESETS = presetNames();

  private final Problems problems;

  private EgressDecoder(Problems problems) {
    this.problems = problems;
  }

  static EgressSpec decode(Fields bottle, Problems problems) {
    Optional<Fields> fields = bottle.object("egress", KEYS);
    return fields.isPresent() ? new EgressDecoder(problems).egress(fields.get()) : EgressSpec.NONE;
  }

  private EgressSpec egress(Fields fields) {
    List<AllowEntry> allowlist = new ArrayList<>();
    for (Node item : fields.items("allowlist", "host or route")) {
      Optional<? extends AllowEntry> entry = allow(item);
      if (entry.isPresent()) {
        allowlist.add(entry.get());
      }
    }
    List<Denial> deny = new ArrayList<>();
    for (Node item : fields.items("deny", "host or denial")) {
      Optional<Denial> denial = deny(item);
      if (denial.isPresent()) {
        deny.add(denial.get());
      }
    }
    Optional<String> engine = fields.word("engine", ENGINES);
    return new EgressSpec(
        allowlist,
        deny,
        LimitsDecoder.decode(fields, problems),
        engine.isEmpty()
            ? Optional.empty()
            : Optional.of(
                engine.get().equals("pipelock")
                    ? EgressSpec.Engine.PIPELOCK
                    : EgressSpec.Engine.BOTTLE));
  }

  private Optional<? extends AllowEntry> allow(Node item) {
    if (item instanceof Node.Obj object) {
      for (Node.Field field : object.fields()) {
        if (field.key().equals("preset")) {
          return preset(object);
        }
      }
      return route(new Fields(object, problems, ROUTE_KEYS));
    }
    Optional<String> host = wholeHost(item);
    return host.isPresent()
        ? Optional.of(RouteSpec.host(host.get(), problems.origin(item.at())))
        : Optional.empty();
  }

  private Optional<Denial> deny(Node item) {
    if (item instanceof Node.Obj object) {
      return denial(object);
    }
    Optional<String> host = wholeHost(item);
    return host.isPresent()
        ? Optional.of(new Denial(host.get(), Set.of(), List.of(), problems.origin(item.at())))
        : Optional.empty();
  }

  private Optional<String> wholeHost(Node item) {
    if (item instanceof Node.Text text) {
      return HostNames.parse(text, true, problems);
    }
    problems.expected(item, "a host name or an object", "");
    return Optional.empty();
  }

  private Optional<PresetSpec> preset(Node.Obj object) {
    List<String> known = new ArrayList<>(PRESET_KEYS);
    known.addAll(ROUTE_KEYS);
    Fields fields = new Fields(object, problems, known);
    for (Node.Field field : object.fields()) {
      if (ROUTE_KEYS.contains(field.key()) && !PRESET_KEYS.contains(field.key())) {
        problems.add(
            field.at(),
            "expected no rule of a route beside \"preset\", found " + Problems.quoted(field.key()),
            "write the route without a preset, or the preset alone");
      }
    }
    Optional<String> name = fields.word("preset", PRESETS);
    boolean write = fields.word("access", ACCESS).orElse("read").equals("write");
    Optional<PresetSpec.PresetSecret> secret = SecretDecoder.ofPreset(fields, problems);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    PresetSpec preset = new PresetSpec(name.get(), write, secret, problems.origin(object.at()));
    if (preset.registry().isPresent()) {
      for (String key : List.of("access", "secret")) {
        forbid(
            fields,
            key,
            "\"preset\" alone for a package registry, found " + Problems.quoted(key) + " beside it",
            "a registry preset only reads; write a route with a \"secret\" to publish");
      }
    } else if (ServicePresets.SECRET_NEEDED.contains(name.get()) && !fields.has("secret")) {
      problems.add(
          object.at(),
          "expected \"secret\" beside the preset " + name.get() + ", found none",
          "write \"secret\": { \"from\": \"env:NAME\" }");
    }
    return Optional.of(preset);
  }

  private static List<String> presetNames() {
    List<String> names = new ArrayList<>();
    for (PresetSpec.Registry registry : PresetSpec.Registry.values()) {
      names.add(registry.name().toLowerCase(Locale.ROOT));
    }
    names.addAll(ServicePresets.NAMES);
    return List.copyOf(names);
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
    Set<Integer> ports =
        ports(fields, fields.has("secret") || fields.has("clientCert") || passthrough);
    Set<String> methods = methods(fields);
    List<String> paths = paths(fields);
    Optional<Fields> scan = fields.object("scan", SCAN_KEYS);
    Optional<ScanAction> request = scan.isPresent() ? action(scan.get()) : Optional.empty();
    boolean response = scan.isEmpty() || scan.get().bool("response", true);
    boolean denied =
        scan.isPresent()
            && scan.get().word("instructions", INSTRUCTIONS).orElse("warn").equals("deny");
    FindingRules findings =
        scan.isPresent() ? new FindingsDecoder(problems).decode(scan.get()) : FindingRules.NONE;
    boolean client = fields.word("credentials", List.of("client")).isPresent();
    boolean webSocket = fields.bool("websocket", false);
    Optional<Node.Text> dial = fields.text("connect", "an address and a port");
    Optional<Endpoint> connect =
        dial.isPresent() ? HostNames.endpoint(dial.get(), problems) : Optional.empty();
    Optional<String> ca = Paths.inside(fields.text("ca", "the path of a PEM file"), problems);
    Optional<ClientCertSpec> clientCert = clientCert(fields);
    Timeouts timeouts = TimeoutsDecoder.decode(fields, problems);
    TrafficLimits limits = LimitsDecoder.decode(fields, problems);
    if (wildcard) {
      forbid(fields, "secret", "one host beside \"secret\", found a wildcard", "name the host");
      forbid(
          fields,
          "clientCert",
          "one host beside \"clientCert\", found a wildcard",
          "name the host");
    }
    if (passthrough) {
      for (String key :
          List.of("secret", "methods", "paths", "scan", "ca", "clientCert", "websocket")) {
        forbid(
            fields,
            key,
            "nothing about what is inside beside \"tls\": \"passthrough\"",
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
    if (host.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RouteSpec(
            host.get(),
            ports,
            methods,
            paths,
            passthrough ? TlsMode.PASSTHROUGH : TlsMode.INTERCEPT,
            secret,
            request,
            response,
            denied ? Instructions.DENY : Instructions.WARN,
            findings,
            client,
            webSocket,
            connect,
            ca,
            clientCert,
            timeouts,
            limits,
            problems.origin(fields.at())));
  }

  private Optional<ClientCertSpec> clientCert(Fields route) {
    Optional<Fields> fields = route.object("clientCert", CERT_KEYS);
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    if (problems.scope().project()) {
      problems.add(
          fields.get().at(),
          "expected no key of yours in a project's manifest",
          "put \"clientCert\" into a bottle of your own manifest");
      return Optional.empty();
    }
    for (String key : CERT_KEYS) {
      if (!fields.get().has(key)) {
        problems.add(
            fields.get().at(),
            "expected " + Problems.quoted(key) + " in the object, found none",
            "");
      }
    }
    Optional<String> chain =
        Paths.inside(fields.get().text("chain", "the path of a PEM file"), problems);
    Optional<String> key =
        Paths.inside(fields.get().text("key", "the path of a PEM file"), problems);
    return chain.isPresent() && key.isPresent()
        ? Optional.of(new ClientCertSpec(chain.get(), key.get()))
        : Optional.empty();
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
    Optional<String> host = host(fields);
    return host.isPresent()
        ? Optional.of(new Denial(host.get(), methods, paths, problems.origin(object.at())))
        : Optional.empty();
  }

  private Optional<String> host(Fields fields) {
    if (!fields.has("host")) {
      problems.add(fields.at(), "expected \"host\" in the object, found none", "");
      return Optional.empty();
    }
    Optional<Node.Text> text = fields.text("host", "a host name");
    return text.isPresent() ? HostNames.parse(text.get(), true, problems) : Optional.empty();
  }

  private static Optional<ScanAction> action(Fields scan) {
    Optional<String> word = scan.word("request", FindingsDecoder.ACTIONS);
    return word.isEmpty() ? Optional.empty() : Optional.of(FindingsDecoder.action(word.get()));
  }

  /** The ports; without any, those of HTTPS and HTTP, or of HTTPS alone where only TLS will do. */
  private Set<Integer> ports(Fields fields, boolean tlsOnly) {
    Set<Integer> ports = new LinkedHashSet<>();
    for (Node item : fields.items("ports", "port number")) {
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
