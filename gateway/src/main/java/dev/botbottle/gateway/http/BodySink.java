package dev.botbottle.gateway.http;

import java.io.IOException;

/** Takes a body piece by piece. */
public interface BodySink {
  /** Some bytes; the array is only valid during the call. */
  void bytes(byte[] source, int offset, int length) throws IOException;

  /** The valid end of the body, with its trailer fields. */
  void end(Fields trailers) throws IOException;
}
