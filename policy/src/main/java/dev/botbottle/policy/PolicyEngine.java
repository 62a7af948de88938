package dev.botbottle.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The decision about each host and each request: deny wins, what no route allows is denied, what
 * cannot be understood is denied. The gateway and {@code explain} ask the same engine.
 *
 * <p>Immutable and safe for any number of threads.
 */
public final class PolicyEngine {
  /** The bottle's own help page; answered by the gateway itself, whatever the policy says. */
  public static final String HELP_HOST = "bottle.internal";

  /** The rule of each denial in a session that was started so that nothing leaves. */
  public static final String OFFLINE = "offline";

  private record RouteRule(Route route, HostPattern host, List<PathPattern> paths) {}

  private record DenialRule(Denial denial, HostPattern host, List<PathPattern> paths) {
    boolean wholeHost() {
      return denial.methods().isEmpty() && paths.isEmpty();
    }
  }

  private final List<RouteRule> routes = new ArrayList<>();
  private final List<DenialRule> denials = new ArrayList<>();
  private final List<HostPattern> allowed = new ArrayList<>();
  private final boolean offline;

  private PolicyEngine(Policy policy) {
    offline = policy.offline();
    for (Route route : policy.routes()) {
      HostPattern host = HostPattern.parse(route.host());
      if (host.wildcard() && !route.bindings().isEmpty()) {
        throw new IllegalArgumentException("a wildcard host takes no secret: " + host);
      }
      if (route.tls() == TlsMode.PASSTHROUGH
          && !(route.methods().isEmpty()
              && route.paths().isEmpty()
              && route.bindings().isEmpty())) {
        throw new IllegalArgumentException(
            "a route passed through unread takes no methods, paths or secrets: " + host);
      }
      routes.add(new RouteRule(route, host, patterns(route.paths())));
      allowed.add(host);
    }
    for (Denial denial : policy.denials()) {
      denials.add(
          new DenialRule(denial, HostPattern.parse(denial.host()), patterns(denial.paths())));
    }
  }

  /** The engine of a policy; throws {@link IllegalArgumentException} for one it cannot enforce. */
  public static PolicyEngine of(Policy policy) {
    return new PolicyEngine(policy);
  }

  private static List<PathPattern> patterns(List<String> texts) {
    List<PathPattern> patterns = new ArrayList<>(texts.size());
    for (String text : texts) {
      patterns.add(PathPattern.parse(text));
    }
    return patterns;
  }

  /** Every port some route grants, for the listeners. */
  public Set<Integer> ports() {
    Set<Integer> ports = new TreeSet<>();
    for (RouteRule rule : routes) {
      ports.addAll(rule.route().ports());
    }
    return ports;
  }

  /** The decision about a name before its port is known: whether any route may lead there. */
  public Decision name(String host) {
    return decideHost(host, 0);
  }

  /** The decision about a host and port, before any name resolution. */
  public Decision host(String host, int port) {
    if (port < 1 || port > 65_535) {
      return deny("port", port + " is not a port");
    }
    return decideHost(host, port);
  }

  /** The decision about the place, with 0 for any port. */
  private Decision decideHost(String host, int port) {
    Optional<String> normalised = HostName.normalise(host);
    if (normalised.isEmpty()) {
      return deny(
          "host-syntax",
          "the host is not a name or address that has only one meaning: " + cut(host));
    }
    if (offline) {
      return deny(OFFLINE, "the session was started with --offline: nothing leaves");
    }
    String name = normalised.get();
    for (DenialRule rule : denials) {
      if (rule.host().matches(name) && rule.wholeHost()) {
        return denied(rule, HostName.shown(name, 443) + " is denied by the policy");
      }
    }
    Set<Integer> ports = new TreeSet<>();
    for (RouteRule rule : routes) {
      if (!rule.host().matches(name)) {
        continue;
      }
      if (port == 0 || rule.route().ports().contains(port)) {
        return hostAllowed(rule, name, port);
      }
      ports.addAll(rule.route().ports());
    }
    String shown = HostName.shown(name, 443);
    if (!ports.isEmpty()) {
      return deny("port", shown + " is allowed on port " + list(ports) + ", not on " + port);
    }
    return deny("default-deny", "no route allows " + shown + NearestHost.hint(name, allowed));
  }

  private Decision hostAllowed(RouteRule rule, String name, int port) {
    if (port != 0 && rule.route().tls() == TlsMode.PASSTHROUGH) {
      for (DenialRule denial : denials) {
        if (denial.host().matches(name)) {
          return denied(
              denial,
              name + " is passed through unread, so what is denied there could not be seen");
        }
      }
    }
    return allow(rule, name);
  }

  /** The decision about a request, credentials aside ({@link CredentialRules}). */
  public Decision request(Request request) {
    if (!request.scheme().equals("https") && !request.scheme().equals("http")) {
      return deny("scheme", "the scheme is neither http nor https");
    }
    Decision place = host(request.host(), request.port());
    if (place.verdict() != Verdict.ALLOW) {
      return place;
    }
    Decision form = RequestForm.check(request);
    if (form != null) {
      return form;
    }
    return switch (PathText.parse(request.path())) {
      case PathText.Refused(String why) -> deny("path-syntax", why);
      case PathText.Read path -> match(request, path, place);
    };
  }

  private Decision match(Request request, PathText.Read path, Decision place) {
    String host = HostName.normalise(request.host()).orElseThrow();
    String method = request.method();
    for (DenialRule rule : denials) {
      Set<String> methods = rule.denial().methods();
      if (rule.host().matches(host)
          && (methods.isEmpty() || methods.contains(method))
          && (rule.paths().isEmpty() || anyReadingMatches(rule.paths(), path))) {
        return denied(rule, method + " at " + host + " is denied by the policy");
      }
    }
    if (request.scheme().equals("https")
        && place.route().isPresent()
        && place.route().get().tls() == TlsMode.PASSTHROUGH) {
      return place;
    }
    Mismatch mismatch = new Mismatch();
    for (RouteRule rule : routes) {
      Route route = rule.route();
      if (!rule.host().matches(host) || !route.ports().contains(request.port())) {
        continue;
      }
      if (!route.methods().isEmpty() && !route.methods().contains(method)) {
        mismatch.method(route);
      } else if (!rule.paths().isEmpty() && path.encodedSlash() && !isBelowFolder(rule, path)) {
        mismatch.encodedSlash(route);
      } else if (!rule.paths().isEmpty() && !everyReadingMatches(rule.paths(), path)) {
        mismatch.path(route);
      } else {
        Decision upgrade = RequestForm.checkUpgrade(request, route);
        return upgrade == null ? allow(rule, host) : upgrade;
      }
    }
    return mismatch.decision(method, host);
  }

  /** A denial holds when any server may read the path so, in any case of letters. */
  private static boolean anyReadingMatches(List<PathPattern> patterns, PathText.Read path) {
    for (String reading : path.readings()) {
      for (PathPattern pattern : patterns) {
        if (pattern.matches(reading, true)) {
          return true;
        }
      }
    }
    return false;
  }

  /** A route allows a path only when it allows it however the server reads it. */
  private static boolean everyReadingMatches(List<PathPattern> patterns, PathText.Read path) {
    for (String reading : path.readings()) {
      boolean any = false;
      for (PathPattern pattern : patterns) {
        any |= pattern.matches(reading, false);
      }
      if (!any) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a path with an encoded slash is below a whole folder that the route allows, whatever a
   * server makes of the slash. Package clients ask so, {@code /npm/@scope%2fname}; none encodes a
   * slash twice.
   */
  private static boolean isBelowFolder(RouteRule rule, PathText.Read path) {
    List<PathPattern> folders = new ArrayList<>();
    for (PathPattern pattern : rule.paths()) {
      if (pattern.isFolder()) {
        folders.add(pattern);
      }
    }
    return path.path().indexOf('%') < 0 && everyReadingMatches(folders, path);
  }

  private static Decision allow(RouteRule rule, String host) {
    Route route = rule.route();
    return new Decision(
        Verdict.ALLOW,
        "route:" + rule.host(),
        "a route allows " + HostName.shown(host, 443),
        Optional.of(route),
        Optional.of(route.origin()));
  }

  private static Decision denied(DenialRule rule, String reason) {
    return new Decision(
        Verdict.DENY,
        "deny:" + rule.host(),
        reason,
        Optional.empty(),
        Optional.of(rule.denial().origin()));
  }

  static Decision deny(String rule, String reason) {
    return new Decision(Verdict.DENY, rule, reason, Optional.empty(), Optional.empty());
  }

  static Decision deny(String rule, String reason, Route route) {
    return new Decision(
        Verdict.DENY, rule, reason, Optional.of(route), Optional.of(route.origin()));
  }

  /** A list for a reason, in a stable order. */
  static String list(Set<?> values) {
    StringBuilder out = new StringBuilder();
    for (Object value : new TreeSet<>(values)) {
      out.append(out.isEmpty() ? "" : ", ").append(value);
    }
    return out.toString();
  }

  /** Printable ASCII of bounded length: what a client wrote may be anything. */
  static String cut(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length() && i < 60; i++) {
      char c = text.charAt(i);
      out.append(c > ' ' && c < 0x7f ? c : '?');
    }
    return text.length() > 60 ? out.append('…').toString() : out.toString();
  }

  /** Collects why the routes of a host did not match, to say the most helpful reason. */
  private static final class Mismatch {
    private final Set<String> methods = new TreeSet<>();
    private final Set<String> paths = new TreeSet<>();
    private @Nullable Route pathRoute;
    private @Nullable Route methodRoute;
    private boolean encodedSlash;

    void method(Route route) {
      methods.addAll(route.methods());
      methodRoute = methodRoute == null ? route : methodRoute;
    }

    void path(Route route) {
      paths.addAll(route.paths());
      pathRoute = pathRoute == null ? route : pathRoute;
    }

    void encodedSlash(Route route) {
      path(route);
      encodedSlash = true;
    }

    Decision decision(String method, String host) {
      if (pathRoute != null && encodedSlash) {
        return deny(
            "encoded-slash",
            "an encoded slash is ambiguous where a route has path rules: " + list(paths),
            pathRoute);
      }
      if (pathRoute != null) {
        return deny(
            "path",
            method + " at " + host + " is allowed below " + list(paths) + " only",
            pathRoute);
      }
      if (methodRoute != null) {
        return deny(
            "method",
            host + " is allowed with " + list(methods) + " only, not with " + cut(method),
            methodRoute);
      }
      return deny("default-deny", "no route allows " + host);
    }
  }
}
