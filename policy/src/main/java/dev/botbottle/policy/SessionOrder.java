package dev.botbottle.policy;

import dev.botbottle.scan.KnownSecret;
import dev.botbottle.scan.Secret;
import java.util.List;
import java.util.Map;

/**
 * What the launcher tells the gateway at the start of a session: the first frame on its stdin.
 *
 * @param session the session id
 * @param authority signs the certificates the bottle sees
 * @param policy the policy
 * @param secrets the values of the policy's bindings, by name
 * @param known environment values and the canary the scanner must recognise; credentials and
 *     placeholders follow from the bindings
 * @param helpLines plain lines for {@code http://bottle.internal/}: what is allowed; no secret
 *     source, no connect target
 */
public record SessionOrder(
    String session,
    SigningAuthority authority,
    Policy policy,
    Map<String, Secret> secrets,
    List<KnownSecret> known,
    List<String> helpLines) {
  public SessionOrder {
    secrets = Map.copyOf(secrets);
    known = List.copyOf(known);
    helpLines = List.copyOf(helpLines);
  }

  /**
   * The common name of a session's certificate authority, which the launcher must know too: OpenSSL
   * looks certificates up by a hash of it.
   *
   * @param mark the end of the session's id
   */
  public static String authorityName(String mark) {
    return "bot-bottle session " + mark;
  }
}
