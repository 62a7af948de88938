package dev.botbottle.gateway.http;

import java.io.IOException;

/** The peer sent something that is not, or not unambiguously, an HTTP/1.1 message. */
public sealed class MalformedMessage extends IOException permits BodyCutShort {
  private static final long serialVersionUID = 1L;

  /** With what is wrong, in words that may be shown to the peer. */
  public MalformedMessage(String message) {
    super(message);
  }
}
