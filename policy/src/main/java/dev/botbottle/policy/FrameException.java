package dev.botbottle.policy;

import java.io.IOException;

/** A frame of the control channel that is no order: incomplete, too large or of another version. */
public final class FrameException extends IOException {
  private static final long serialVersionUID = 1L;

  FrameException(String message) {
    super(message);
  }
}
