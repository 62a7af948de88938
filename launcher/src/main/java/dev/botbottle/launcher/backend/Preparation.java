package dev.botbottle.launcher.backend;

import dev.botbottle.launcher.session.SessionDirectory;
import dev.botbottle.launcher.session.SessionRecord;
import dev.botbottle.policy.SigningAuthority;
import java.util.List;

/**
 * What has begun for a session to come. Closing it undoes that, unless a launch has taken it over.
 */
public interface Preparation extends AutoCloseable {
  /** The five characters that the session's id ends with. */
  String mark();

  /** Makes the session's directory and its first record. */
  SessionDirectory directory(SessionRecord record);

  /** The session's certificate authority, which has been in the making since this began. */
  SigningAuthority authority();

  /**
   * Takes ports of the host's loopback, for the bottle's ports of the same numbers.
   *
   * @throws dev.botbottle.launcher.host.BottleException when one of them cannot be had
   */
  void publish(List<Integer> ports);

  @Override
  void close();
}
