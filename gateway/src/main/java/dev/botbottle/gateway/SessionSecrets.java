package dev.botbottle.gateway;

import dev.botbottle.scan.Secret;
import java.util.HashMap;
import java.util.Map;

/**
 * The values the gateway puts in, by the names of bindings. A value may be renewed while requests
 * are decided about: each takes the one that is there.
 */
final class SessionSecrets {
  /** Replaced as a whole, by one thread at a time. */
  private volatile Map<String, Secret> values;

  SessionSecrets(Map<String, Secret> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * The value of a secret.
   *
   * @throws IllegalStateException when there is none, so that nothing goes out without it
   */
  Secret of(String name) {
    Secret value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("no value for the secret " + name);
    }
    return value;
  }

  /**
   * Gives a secret another value.
   *
   * @throws IllegalArgumentException when there is no such secret
   */
  synchronized void renew(String name, Secret value) {
    Map<String, Secret> renewed = new HashMap<>(values);
    if (renewed.put(name, value) == null) {
      throw new IllegalArgumentException("no secret " + name + " to renew");
    }
    values = Map.copyOf(renewed);
  }
}
