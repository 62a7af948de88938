package dev.botbottle.gateway.http;

/** The peer ended its connection before a body's end. */
public final class BodyCutShort extends MalformedMessage {
  private static final long serialVersionUID = 1L;

  BodyCutShort() {
    super("connection closed within a body");
  }
}
