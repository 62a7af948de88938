package dev.botbottle.launcher.grant;

/**
 * A file put into the bottle's private home before the agent starts.
 *
 * @param path relative to the home
 * @param content its text; holds no secret
 * @param readOnly whether the agent may only read it
 */
public record HomeFile(String path, String content, boolean readOnly) {
  /** One the agent may change. */
  public HomeFile(String path, String content) {
    this(path, content, false);
  }
}
