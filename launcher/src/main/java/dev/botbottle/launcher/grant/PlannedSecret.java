package dev.botbottle.launcher.grant;

import java.util.List;

/**
 * A secret by reference: where its value will come from and which hosts it goes to.
 *
 * @param name the name bindings use
 * @param source where the value is read at launch
 * @param hosts the hosts it is bound to
 */
public record PlannedSecret(String name, SecretOrigin source, List<String> hosts) {
  public PlannedSecret {
    hosts = List.copyOf(hosts);
  }
}
