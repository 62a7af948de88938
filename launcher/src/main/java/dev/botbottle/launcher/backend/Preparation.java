package dev.botbottle.launcher.backend;

/**
 * What has begun for a session to come. Closing it undoes that, unless a launch has taken it over.
 */
public interface Preparation extends AutoCloseable {
  /** The five characters that the session's id ends with. */
  String mark();

  @Override
  void close();
}
