package dev.botbottle.gateway.websocket;

import java.io.IOException;

/** Receives what the frames of one direction carry, in order. */
public interface FrameSink {
  /** A message begins: {@link Opcode#TEXT} or {@link Opcode#BINARY}. */
  void begin(Opcode kind) throws IOException;

  /** A piece of its payload, unmasked and inflated. The array is only valid during the call. */
  void payload(byte[] source, int offset, int length) throws IOException;

  /** The message is whole. */
  void endMessage() throws IOException;

  /** A control frame, between messages or within one. */
  void control(Opcode kind, byte[] payload) throws IOException;
}
