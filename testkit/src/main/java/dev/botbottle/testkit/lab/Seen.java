package dev.botbottle.testkit.lab;

/** Something that reached a server of the lab. */
public sealed interface Seen {
  /** Which of the lab's sides it reached. */
  Side side();

  /**
   * The address it was sent to; {@code *} for a datagram whose address is not known, the path for a
   * Unix socket.
   */
  String address();

  /** The port it was sent to. */
  int port();

  /** The side of the lab a server stands on. */
  enum Side {
    /** Everything outside. */
    INTERNET,
    /** A service of the host itself, which a bottle must not reach. */
    HOST
  }

  /** A TCP connection, recorded when it was accepted. */
  record Connection(Side side, String address, int port) implements Seen {}

  /**
   * A TLS handshake that ended well.
   *
   * @param serverName the name the client asked for, or empty
   */
  record Handshake(Side side, String address, int port, String serverName) implements Seen {}

  /** Bytes on a connection that were neither TLS nor HTTP, as ISO 8859-1 text. */
  record Bytes(Side side, String address, int port, String text) implements Seen {}

  /** A datagram to a port that is no name server's, as ISO 8859-1 text. */
  record Datagram(Side side, String address, int port, String text) implements Seen {}

  /**
   * A DNS query.
   *
   * @param name the name asked for
   * @param type the record type's number
   */
  record Lookup(Side side, String address, int port, String name, int type) implements Seen {}

  /**
   * An HTTP request, recorded before it is answered.
   *
   * @param tls whether it came over TLS
   * @param request the request
   */
  record HttpRequest(Side side, String address, int port, boolean tls, Request request)
      implements Seen {}
}
