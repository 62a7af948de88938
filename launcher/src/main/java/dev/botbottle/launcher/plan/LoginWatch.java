package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.policy.SecretRenewal;
import dev.botbottle.scan.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * An eye on the file in which an agent's program keeps its own login. The program renews it when it
 * expires, wherever it runs outside; a session takes the new one up.
 *
 * <p>For one thread.
 */
public final class LoginWatch {
  private final String name;
  private final SecretOrigin.JsonField login;
  private final SecretReader reader;
  private Secret known;
  private Map<String, Object> stamp = Map.of();

  /**
   * A watch that has not looked yet.
   *
   * @param name the secret's name
   * @param login where it is kept
   * @param value its value as it was read
   */
  public LoginWatch(String name, SecretOrigin.JsonField login, SecretReader reader, Secret value) {
    this.name = name;
    this.login = login;
    this.reader = reader;
    this.known = copy(value);
  }

  /** The new value, if there is one since the last look; looks into the file only if it changed. */
  public Optional<SecretRenewal> look() {
    Map<String, Object> now;
    try {
      now = Files.readAttributes(login.path(), "unix:ino,ctime,size");
    } catch (IOException e) {
      return Optional.empty(); // signed out, or between two names
    }
    if (now.equals(stamp)) {
      return Optional.empty();
    }
    Secret value;
    try {
      value = reader.read(name, login);
    } catch (BottleException e) {
      return Optional.empty(); // half written: what is there now is looked at again
    }
    stamp = now;
    if (value.equals(known)) {
      value.clear();
      return Optional.empty();
    }
    known.clear();
    known = value;
    return Optional.of(new SecretRenewal(name, copy(value)));
  }

  private static Secret copy(Secret value) {
    byte[] bytes = value.reveal();
    Secret copy = Secret.of(bytes);
    Arrays.fill(bytes, (byte) 0);
    return copy;
  }
}
