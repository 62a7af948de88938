package dev.botbottle.gateway.http;

/**
 * A response's head.
 *
 * @param status 100 to 999
 * @param reason the reason phrase, possibly empty
 * @param modern HTTP/1.1 rather than 1.0
 * @param fields the header fields
 * @param framing how its body ends
 */
public record ResponseHead(
    int status, String reason, boolean modern, Fields fields, Framing framing) {
  /** Whether the server goes on with this connection (RFC 9112 §9.3). */
  public boolean persistent() {
    if (framing instanceof Framing.UntilClose) {
      return false;
    }
    return modern
        ? !fields.hasToken("connection", "close")
        : fields.hasToken("connection", "keep-alive");
  }

  /** Whether another head follows for the same request. */
  public boolean interim() {
    return status < 200 && status != 101;
  }
}
