package dev.botbottle.policy;

import java.util.List;

/**
 * The proxy through which this host reaches the world.
 *
 * @param at where it is
 * @param login whether it wants one; the order's secrets hold it under {@link #LOGIN}
 * @param direct what is reached without it, in the words of {@code NO_PROXY}
 */
public record UpstreamProxy(Endpoint at, boolean login, List<String> direct) {
  /** The name of the login, {@code user:password}. No secret of a manifest can be called so. */
  public static final String LOGIN = "proxy login";

  public UpstreamProxy {
    direct = List.copyOf(direct);
  }
}
