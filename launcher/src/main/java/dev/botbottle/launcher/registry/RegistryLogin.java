package dev.botbottle.launcher.registry;

import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.policy.Slot;

/**
 * A login of a package client's by reference: where it is sent and where its value is read.
 *
 * @param place where the client sends it
 * @param slot the field it goes into
 * @param format the text put there, with {@code {}} for the value
 * @param origin where the value is read when a session starts
 */
public record RegistryLogin(
    RegistryAddress place, Slot slot, String format, SecretOrigin.ClientLogin origin) {
  static RegistryLogin of(WrittenLogin written, String client, String where) {
    SecretOrigin.ClientLogin origin = new SecretOrigin.ClientLogin(client, where, written.key());
    Slot authorization = new Slot.Header("Authorization");
    return switch (written.form()) {
      case BEARER -> new RegistryLogin(written.place(), authorization, "Bearer {}", origin);
      case WHOLE -> new RegistryLogin(written.place(), authorization, "{}", origin);
      case BASIC ->
          new RegistryLogin(
              written.place(), new Slot.BasicPassword(), written.user() + ":{}", origin);
      case UNUSABLE -> throw new IllegalArgumentException("a login that cannot be used");
    };
  }
}
