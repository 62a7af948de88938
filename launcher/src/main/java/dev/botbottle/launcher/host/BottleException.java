package dev.botbottle.launcher.host;

/**
 * An error told to the user: what could not be done and why, then what to do about it. Never holds
 * a secret.
 */
public final class BottleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exit;
  private final String hint;

  /**
   * An error with its way out.
   *
   * @param message "could not … : why", without a full stop
   * @param hint what the user can do; empty when there is nothing to say
   */
  public BottleException(ExitCode exit, String message, String hint) {
    super(message);
    this.exit = exit;
    this.hint = hint;
  }

  /** With the exception that tells more under {@code --debug}. */
  public BottleException(ExitCode exit, String message, String hint, Throwable cause) {
    super(message, cause);
    this.exit = exit;
    this.hint = hint;
  }

  /** The exit code of the command. */
  public ExitCode exit() {
    return exit;
  }

  /** What the user can do; may be empty. */
  public String hint() {
    return hint;
  }
}
