package dev.botbottle.policy;

import dev.botbottle.scan.Secret;

/**
 * A secret's value was renewed outside.
 *
 * @param secret the secret's name, as bindings use it
 * @param value its value from now on
 */
public record SecretRenewal(String secret, Secret value) implements ControlMessage {
  public SecretRenewal {
    if (secret.isEmpty() || value.length() == 0) {
      throw new IllegalArgumentException("a renewal without a name or a value");
    }
  }
}
