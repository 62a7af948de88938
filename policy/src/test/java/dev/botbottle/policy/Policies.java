package dev.botbottle.policy;

import dev.botbottle.scan.ScanAction;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Routes, denials and requests for tests, with one thing changed at a time. */
final class Policies {
  static final Origin ORIGIN = new Origin("bottle.jsonc", 3, 5);

  private Policies() {}

  static Route route(String host, Set<String> methods, String... paths) {
    return route(host, Set.of(443, 80), methods, List.of(paths), List.of(), false, false);
  }

  static Route route(String host) {
    return route(host, Set.of());
  }

  static Route bound(String host, Binding... bindings) {
    return route(host, Set.of(443, 80), Set.of(), List.of(), List.of(bindings), false, false);
  }

  static Route route(
      String host,
      Set<Integer> ports,
      Set<String> methods,
      List<String> paths,
      List<Binding> bindings,
      boolean clientCredentials,
      boolean webSocket) {
    return new Route(
        host,
        ports,
        methods,
        paths,
        TlsMode.INTERCEPT,
        bindings,
        new ScanSettings(ScanAction.DENY, true, Set.of()),
        clientCredentials,
        webSocket,
        Optional.empty(),
        Optional.empty(),
        ORIGIN);
  }

  static Route passthrough(String host, Set<String> methods) {
    return new Route(
        host,
        Set.of(443),
        methods,
        List.of(),
        TlsMode.PASSTHROUGH,
        List.of(),
        ScanSettings.DEFAULT,
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        ORIGIN);
  }

  static Denial denial(String host, Set<String> methods, String... paths) {
    return new Denial(host, methods, List.of(paths), ORIGIN);
  }

  static PolicyEngine engine(Route... routes) {
    return PolicyEngine.of(new Policy(List.of(routes), List.of()));
  }

  static Request get(String url) {
    return request("GET", url);
  }

  /** A request for {@code scheme://host[:port]/path[?query]}. */
  static Request request(String method, String url, Field... fields) {
    int schemeEnd = url.indexOf("://");
    String scheme = url.substring(0, schemeEnd);
    int pathStart = url.indexOf('/', schemeEnd + 3);
    String authority = url.substring(schemeEnd + 3, pathStart);
    int colon = authority.lastIndexOf(':');
    boolean port = colon > 0 && !authority.endsWith("]");
    int query = url.indexOf('?', pathStart);
    return new Request(
        scheme,
        port ? authority.substring(0, colon) : authority,
        port ? Integer.parseInt(authority.substring(colon + 1)) : scheme.equals("http") ? 80 : 443,
        method,
        query < 0 ? url.substring(pathStart) : url.substring(pathStart, query),
        query < 0 ? "" : url.substring(query + 1),
        List.of(fields),
        false);
  }
}
