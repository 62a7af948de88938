package dev.botbottle.launcher.grant;

import java.util.List;

/**
 * The hosts a value that is visible inside may be sent to.
 *
 * @param hosts as in an allowlist
 * @param named whether they stand beside the value; else they are the bottle's own allowlist, and
 *     the value is held back elsewhere only when it looks like a secret
 */
public record GrantedHosts(List<String> hosts, boolean named) {
  public GrantedHosts {
    hosts = List.copyOf(hosts);
  }
}
