package dev.botbottle.policy;

import dev.botbottle.scan.Secret;

/**
 * What the launcher tells the gateway when a secret's value was renewed outside: a frame behind the
 * session order.
 *
 * @param secret the secret's name, as bindings use it
 * @param value its value from now on
 */
public record SecretRenewal(String secret, Secret value) {
  public SecretRenewal {
    if (secret.isEmpty() || value.length() == 0) {
      throw new IllegalArgumentException("a renewal without a name or a value");
    }
  }
}
