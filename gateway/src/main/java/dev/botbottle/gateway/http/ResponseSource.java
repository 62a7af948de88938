package dev.botbottle.gateway.http;

import java.io.IOException;

/** Where responses come from: heads, each but interim ones with its body. */
public interface ResponseSource extends BodySource {
  /**
   * The next response's head. Its body, if its framing has one, is to be read before the next head.
   *
   * @param requestMethod the method it answers: a response to HEAD has no body whatever it says
   */
  ResponseHead readHead(String requestMethod) throws IOException;
}
