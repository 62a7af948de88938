package dev.botbottle.testkit.lab;

/** The lab itself failed, as opposed to what is tested in it. */
public final class LabException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LabException(String message) {
    super(message);
  }

  LabException(String message, Throwable cause) {
    super(message, cause);
  }
}
