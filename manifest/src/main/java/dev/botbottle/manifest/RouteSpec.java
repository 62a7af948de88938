package dev.botbottle.manifest;

import dev.botbottle.policy.Endpoint;
import dev.botbottle.policy.Instructions;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Timeouts;
import dev.botbottle.policy.TlsMode;
import dev.botbottle.policy.TrafficLimits;
import dev.botbottle.scan.FindingRules;
import dev.botbottle.scan.ScanAction;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A route as written: like a policy's, but a secret is still a reference and roots are a file name.
 *
 * @param host a host name in lower case or {@code *.x}
 * @param ports the ports
 * @param methods the methods in upper case; empty means every method
 * @param paths the path patterns; empty means every path
 * @param tls what happens with TLS
 * @param secret the secret injected
 * @param scanRequest the action for findings on the way out; the provider's or the product's
 *     default when absent
 * @param scanResponse whether answers are searched for reflected secrets
 * @param instructions what is done about answers that read like instructions
 * @param findings what is done otherwise with some findings on the way out
 * @param clientCredentials whether the client may bring its own credentials on writing methods
 * @param webSocket whether WebSocket passes
 * @param connect where to dial instead
 * @param ca the file with additional roots, as written
 * @param clientCert what is shown to servers that ask
 * @param timeouts how long servers are waited for
 * @param limits how much may pass
 * @param origin where it was written
 */
public record RouteSpec(
    String host,
    Set<Integer> ports,
    Set<String> methods,
    List<String> paths,
    TlsMode tls,
    Optional<SecretSpec> secret,
    Optional<ScanAction> scanRequest,
    boolean scanResponse,
    Instructions instructions,
    FindingRules findings,
    boolean clientCredentials,
    boolean webSocket,
    Optional<Endpoint> connect,
    Optional<String> ca,
    Optional<ClientCertSpec> clientCert,
    Timeouts timeouts,
    TrafficLimits limits,
    Origin origin)
    implements AllowEntry {
  public RouteSpec {
    ports = Set.copyOf(ports);
    methods = Set.copyOf(methods);
    paths = List.copyOf(paths);
  }

  /** A whole host on ports 443 and 80. */
  public static RouteSpec host(String host, Origin origin) {
    return new RouteSpec(
        host,
        Set.of(443, 80),
        Set.of(),
        List.of(),
        TlsMode.INTERCEPT,
        Optional.empty(),
        Optional.empty(),
        true,
        Instructions.WARN,
        FindingRules.NONE,
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Timeouts.USUAL,
        TrafficLimits.NONE,
        origin);
  }
}
