package dev.botbottle.policy;

import java.util.List;

/**
 * What is known of a request before its body.
 *
 * @param scheme {@code http} or {@code https}
 * @param host the host as the client wrote it, without user info and port
 * @param port the port, 1 to 65535
 * @param method the method as the client wrote it
 * @param path the path as it stands on the wire, one character for each byte; empty means {@code /}
 * @param query the query without its question mark, as it stands on the wire; empty when there is
 *     none
 * @param fields the header fields in order; for HTTP/2 without pseudo-header fields
 * @param userInfo whether the URL had user info
 */
public record Request(
    String scheme,
    String host,
    int port,
    String method,
    String path,
    String query,
    List<Field> fields,
    boolean userInfo) {
  public Request {
    fields = List.copyOf(fields);
  }

  /** Whether it may change something at the server, or send it something in a body. */
  boolean writes() {
    // RFC 9110 §9.2.1 names the safe methods.
    boolean safe = method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    if (!safe) {
      return true;
    }
    for (Field field : fields) {
      String name = field.name();
      if (RequestForm.isWebSocketUpgrade(field)
          || name.equalsIgnoreCase("transfer-encoding")
          || (name.equalsIgnoreCase("content-length") && !field.value().strip().equals("0"))) {
        return true;
      }
    }
    return false;
  }

  /** Method, scheme and host only: path, query and fields may hold credentials. */
  @Override
  public String toString() {
    return method + " " + scheme + "://" + HostName.shown(host, port) + "/…";
  }
}
