package dev.botbottle.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One thing the gateway lets through.
 *
 * @param host a host name in lower case, or {@code *.x} for one or more labels below x
 * @param ports the ports, 1 to 65535
 * @param methods the HTTP methods in upper case; empty means every method
 * @param paths the path patterns ({@code *} within a segment, {@code **} across segments); empty
 *     means every path
 * @param tls what happens with TLS
 * @param bindings the secrets injected here
 * @param scan how it is scanned
 * @param clientCredentials whether the client may bring its own credentials on writing methods
 * @param webSocket whether an upgrade to WebSocket passes
 * @param connect where to dial instead of the name; grants that address
 * @param roots PEM of additional roots for this route only
 * @param certificate what is shown to servers that ask
 * @param timeouts how long servers are waited for
 * @param limits how much may pass
 * @param origin where the rule was written
 */
public record Route(
    String host,
    Set<Integer> ports,
    Set<String> methods,
    List<String> paths,
    TlsMode tls,
    List<Binding> bindings,
    ScanSettings scan,
    boolean clientCredentials,
    boolean webSocket,
    Optional<Endpoint> connect,
    Optional<String> roots,
    Optional<ClientCertificate> certificate,
    Timeouts timeouts,
    TrafficLimits limits,
    Origin origin) {
  public Route {
    ports = Set.copyOf(ports);
    methods = Set.copyOf(methods);
    paths = List.copyOf(paths);
    bindings = List.copyOf(bindings);
  }

  /** With nothing special about its servers, and without limits. */
  public Route(
      String host,
      Set<Integer> ports,
      Set<String> methods,
      List<String> paths,
      TlsMode tls,
      List<Binding> bindings,
      ScanSettings scan,
      boolean clientCredentials,
      boolean webSocket,
      Optional<Endpoint> connect,
      Optional<String> roots,
      Origin origin) {
    this(
        host,
        ports,
        methods,
        paths,
        tls,
        bindings,
        scan,
        clientCredentials,
        webSocket,
        connect,
        roots,
        Optional.empty(),
        Timeouts.USUAL,
        TrafficLimits.NONE,
        origin);
  }

  /** The same route, scanned otherwise. */
  public Route with(ScanSettings other) {
    return new Route(
        host,
        ports,
        methods,
        paths,
        tls,
        bindings,
        other,
        clientCredentials,
        webSocket,
        connect,
        roots,
        certificate,
        timeouts,
        limits,
        origin);
  }
}
