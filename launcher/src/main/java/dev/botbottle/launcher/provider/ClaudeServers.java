package dev.botbottle.launcher.provider;

import dev.botbottle.launcher.grant.Imported;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.manifest.McpSpec;
import dev.botbottle.policy.Binding;
import dev.botbottle.policy.PolicyEngine;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.Slot;
import dev.botbottle.policy.Verdict;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * MCP servers of the user's as a bottle may have them: one over standard streams runs inside, a
 * remote one is a route of the bottle. No credential of their configuration comes along: variables
 * are the bottle's, header fields are put in by the gateway where a secret is bound.
 */
final class ClaudeServers {
  private final Host host;
  private final Provider.Granted granted;
  private final String from;
  private final PlainText plain = new PlainText();
  private Optional<McpSpec> given = Optional.empty();
  private final List<Imported> told = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final StringWriter text = new StringWriter();
  private final JsonGenerator json =
      new JsonFactory().createGenerator(ObjectWriteContext.empty(), text);

  /**
   * Where a remote one is.
   *
   * @param host in lower case
   */
  private record Address(URI url, String host, int port) {
    static Optional<Address> of(String text) {
      try {
        URI url = new URI(text);
        boolean tls = "https".equals(url.getScheme());
        if (url.getHost() == null || !(tls || "http".equals(url.getScheme()))) {
          return Optional.empty();
        }
        int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        return Optional.of(new Address(url, url.getHost().toLowerCase(Locale.ROOT), port));
      } catch (URISyntaxException e) {
        return Optional.empty();
      }
    }

    boolean isOf(Route route) {
      return route.host().equals(host) && route.ports().contains(port);
    }
  }

  /**
   * No servers yet.
   *
   * @param from the file they are read from
   */
  ClaudeServers(Host host, Provider.Granted granted, String from) {
    this.host = host;
    this.granted = granted;
    this.from = from;
    json.writeStartObject();
  }

  /** What comes along, for the preflight. */
  List<Imported> told() {
    return told;
  }

  /** What the user should know. */
  List<String> notes() {
    return notes;
  }

  /** The servers as a JSON object; the last call. */
  String json() {
    json.writeEndObject();
    json.close();
    return text.toString();
  }

  /** Brings one along, as far as it may. */
  void add(String name, McpServer server) {
    List<String> leftOut = new ArrayList<>(server.others());
    switch (server.type().toLowerCase(Locale.ROOT)) {
      case "stdio" -> local(name, server, leftOut);
      case "http", "sse", "streamable-http" -> remote(name, server, leftOut);
      default -> stays(name, "it is neither one over standard streams nor one over http or sse");
    }
  }

  /**
   * Gives one of the manifest's. It names no credential: variables are the bottle's own, and every
   * header field that a secret of the route is bound to is put in.
   *
   * @throws BottleException when it cannot be had as it is written
   */
  void give(McpSpec spec) {
    given = Optional.of(spec);
    switch (spec) {
      case McpSpec.Local local -> {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String variable : local.env()) {
          if (!granted.variables().contains(variable)) {
            throw refusal(
                spec,
                "it is given the variable " + variable + ", which the bottle does not have",
                "give " + variable + " to the bottle or the agent under \"env\"");
          }
          environment.put(variable, "");
        }
        add(
            spec.name(),
            new McpServer(
                "stdio",
                local.command().getFirst(),
                local.command().subList(1, local.command().size()),
                environment,
                "",
                Map.of(),
                List.of()));
      }
      case McpSpec.Remote remote ->
          add(
              spec.name(),
              new McpServer(
                  remote.events() ? "sse" : "http",
                  "",
                  List.of(),
                  Map.of(),
                  remote.url(),
                  boundHeaders(remote.url()),
                  List.of()));
    }
    given = Optional.empty();
  }

  private static BottleException refusal(McpSpec spec, String why, String hint) {
    return new BottleException(
        ExitCode.MANIFEST,
        "could not give the MCP server " + spec.name() + " (" + spec.origin() + "): " + why,
        hint);
  }

  /** The header fields that a route to an address has secrets for. */
  private Map<String, String> boundHeaders(String url) {
    Map<String, String> headers = new LinkedHashMap<>();
    Optional<Address> address = Address.of(url);
    if (address.isPresent()) {
      for (Route route : granted.policy().routes()) {
        if (address.get().isOf(route)) {
          for (Binding binding : route.bindings()) {
            if (binding.slot() instanceof Slot.Header(String name)) {
              headers.put(name, "");
            }
          }
        }
      }
    }
    return headers;
  }

  private void stays(String name, String why) {
    if (given.isPresent()) {
      throw refusal(given.get(), why, "nothing was started; see \"mcp\" in docs/agents.md");
    }
    notes.add("the MCP server " + name + " stays outside: " + why);
  }

  private void local(String name, McpServer server, List<String> leftOut) {
    String why = programMissing(server.command());
    if (!why.isEmpty()) {
      stays(name, why);
      return;
    }
    int telling = plain.firstTelling(server.arguments());
    if (telling >= 0) {
      stays(
          name,
          "its argument "
              + (telling + 1)
              + " may be a secret, or have one in it; write ${NAME} there, and give NAME to the"
              + " bottle under \"env\"");
      return;
    }
    for (String argument : server.arguments()) {
      if (argument.startsWith("/") && !isShown(Path.of(argument))) {
        notes.add("the MCP server " + name + " is told of " + argument + ", which is not inside");
      }
    }
    List<String> parts = new ArrayList<>(List.of("runs " + server.command() + " inside"));
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("type", "stdio");
    json.writeStringProperty("command", server.command());
    json.writeArrayPropertyStart("args");
    server.arguments().forEach(json::writeString);
    json.writeEndArray();
    json.writeObjectPropertyStart("env");
    for (Map.Entry<String, String> variable : server.environment().entrySet()) {
      String key = variable.getKey();
      if (granted.variables().contains(key)) {
        json.writeStringProperty(key, "${" + key + "}"); // the program's own way to pass it on
        parts.add(key + " as the bottle has it");
      } else if (plain.mayShow(key, variable.getValue())) {
        json.writeStringProperty(key, variable.getValue());
        parts.add(key);
      } else {
        leftOut.add(key);
        notes.add(
            "the MCP server "
                + name
                + " runs without its variable "
                + key
                + ": give it to the bottle under \"env\", or the stand-in of a bound secret");
      }
    }
    json.writeEndObject();
    json.writeEndObject();
    told.add(new Imported("mcp:" + name, source(), parts, leftOut));
  }

  private void remote(String name, McpServer server, List<String> leftOut) {
    Optional<Address> address = Address.of(server.url());
    if (address.isEmpty()) {
      stays(name, "it has no address");
      return;
    }
    URI url = address.get().url();
    String at = address.get().host();
    int port = address.get().port();
    if (!isPlain(url)) {
      stays(
          name,
          "its address holds what looks like a secret; bind it as a \"query\" secret of a route"
              + " and take it out of the address");
      return;
    }
    if (PolicyEngine.of(granted.policy()).host(at, port).verdict() != Verdict.ALLOW) {
      stays(name, "no route of the bottle leads to " + at + " port " + port);
      return;
    }
    List<String> parts = new ArrayList<>(List.of(url.getScheme() + "://" + at));
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("type", server.type().equals("sse") ? "sse" : "http");
    json.writeStringProperty("url", server.url());
    json.writeObjectPropertyStart("headers");
    for (String header : server.headers().keySet()) {
      Optional<Binding> binding = binding(address.get(), header);
      if (binding.isPresent()) {
        json.writeStringProperty(
            header, binding.get().format().replace("{}", binding.get().placeholder()));
        parts.add(header + " put in by the gateway");
      } else {
        leftOut.add(header);
        notes.add(
            "the MCP server "
                + name
                + " is asked without its header "
                + header
                + ": bind a secret of the route to "
                + at
                + " to it");
      }
    }
    json.writeEndObject();
    json.writeEndObject();
    told.add(new Imported("mcp:" + name, source(), parts, leftOut));
  }

  private String source() {
    return given.isPresent() ? given.get().origin().toString() : from;
  }

  private boolean isPlain(URI url) {
    if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
      return false;
    }
    String path = url.getPath() == null ? "" : url.getPath();
    for (String segment : path.split("/", -1)) {
      if (!plain.mayShow("", segment)) {
        return false;
      }
    }
    String query = url.getQuery() == null ? "" : url.getQuery();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (!plain.mayShow(equals < 0 ? "" : pair.substring(0, equals), pair.substring(equals + 1))) {
        return false;
      }
    }
    return true;
  }

  /** The secret that the gateway puts into this field. */
  private Optional<Binding> binding(Address address, String header) {
    for (Route route : granted.policy().routes()) {
      if (address.isOf(route)) {
        for (Binding binding : route.bindings()) {
          if (binding.slot() instanceof Slot.Header(String owned)
              && owned.equalsIgnoreCase(header)) {
            return Optional.of(binding);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Why a program cannot be started inside; empty when it can. */
  private String programMissing(String command) {
    if (command.startsWith("/")) {
      Path program = Path.of(command);
      return Files.isExecutable(program) && isShown(program)
          ? ""
          : "its program " + command + " is not inside";
    }
    if (command.isEmpty() || command.indexOf('/') >= 0) {
      return "it names no program";
    }
    for (Path folder : host.path()) {
      Path program = folder.resolve(command);
      if (Files.isExecutable(program) && !Files.isDirectory(program) && isShown(program)) {
        return "";
      }
    }
    return "its program " + command + " is on no folder of your PATH that is inside";
  }

  private boolean isShown(Path path) {
    try {
      return isWithinShown(path) && isWithinShown(path.toRealPath());
    } catch (IOException e) {
      return false; // it is not there
    }
  }

  private boolean isWithinShown(Path path) {
    for (Path folder : granted.shown()) {
      if (path.startsWith(folder)) {
        return true;
      }
    }
    return path.startsWith("/bin") || path.startsWith("/sbin");
  }
}
