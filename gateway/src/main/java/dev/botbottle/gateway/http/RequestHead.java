package dev.botbottle.gateway.http;

/**
 * A request's head.
 *
 * @param method as received
 * @param target the request target as received: origin, absolute, authority or asterisk form
 * @param modern HTTP/1.1 rather than 1.0
 * @param fields the header fields
 * @param framing how its body ends
 */
public record RequestHead(
    String method, String target, boolean modern, Fields fields, Framing framing) {
  /** Whether the client wants to go on with this connection (RFC 9112 §9.3). */
  public boolean persistent() {
    return modern
        ? !fields.hasToken("connection", "close")
        : fields.hasToken("connection", "keep-alive");
  }

  /** The method only: target and fields may hold credentials. */
  @Override
  public String toString() {
    return method + " …";
  }
}
