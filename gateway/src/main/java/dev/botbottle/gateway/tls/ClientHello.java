package dev.botbottle.gateway.tls;

import dev.botbottle.policy.HostName;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a TLS client says first (RFC 8446 §4.1.2), with the very bytes it came in, so that another
 * party can read them again.
 */
public final class ClientHello {
  /** The first byte of a TLS handshake record. */
  public static final int HANDSHAKE_RECORD = 0x16;

  private static final int CLIENT_HELLO = 1;
  private static final int MAX_RECORD = 16_384;
  private static final int MAX_HELLO = 65_536;

  // IANA, TLS ExtensionType values.
  private static final int SERVER_NAME = 0;
  private static final int ALPN = 16;
  private static final int ENCRYPTED_CLIENT_HELLO = 0xfe0d;

  private final byte[] records;
  private final Optional<String> serverName;
  private final List<String> protocols;
  private final boolean encrypted;

  private ClientHello(
      byte[] records, Optional<String> serverName, List<String> protocols, boolean encrypted) {
    this.records = records;
    this.serverName = serverName;
    this.protocols = List.copyOf(protocols);
    this.encrypted = encrypted;
  }

  /** The TLS records as received. */
  public byte[] records() {
    return records.clone();
  }

  /** The SNI host name in its one spelling. */
  public Optional<String> serverName() {
    return serverName;
  }

  /** The ALPN protocols in the client's order. */
  public List<String> protocols() {
    return protocols;
  }

  /** Whether it carries an Encrypted Client Hello, behind which another name hides. */
  public boolean encrypted() {
    return encrypted;
  }

  /** The client's first bytes are no acceptable ClientHello. */
  public static final class Malformed extends IOException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /**
   * Reads one whole ClientHello, over as many records and reads as it takes.
   *
   * @throws Malformed when it is none
   */
  public static ClientHello read(InputStream in) throws IOException {
    var data = new DataInputStream(in);
    var raw = new ByteArrayOutputStream();
    var handshake = new ByteArrayOutputStream();
    byte[] header = new byte[5];
    int wanted = Integer.MAX_VALUE;
    while (handshake.size() < wanted) {
      fill(data, header);
      int length = (header[3] & 0xff) << 8 | (header[4] & 0xff);
      if (header[0] != HANDSHAKE_RECORD || header[1] != 3 || length == 0 || length > MAX_RECORD) {
        throw new Malformed("not a TLS handshake record");
      }
      byte[] fragment = new byte[length];
      fill(data, fragment);
      raw.writeBytes(header);
      raw.writeBytes(fragment);
      handshake.writeBytes(fragment);
      if (wanted == Integer.MAX_VALUE && handshake.size() >= 4) {
        wanted = size(handshake.toByteArray());
      }
      if (raw.size() > 2 * MAX_HELLO) {
        // Many tiny records: more framing than any client sends.
        throw new Malformed("ClientHello in too many fragments");
      }
    }
    if (handshake.size() > wanted) {
      throw new Malformed("data behind the ClientHello in its record");
    }
    try {
      return parse(raw.toByteArray(), ByteBuffer.wrap(handshake.toByteArray()));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new Malformed("ClientHello with a length that does not fit");
    }
  }

  private static int size(byte[] start) throws Malformed {
    if (start[0] != CLIENT_HELLO) {
      throw new Malformed("not a ClientHello");
    }
    int length = (start[1] & 0xff) << 16 | (start[2] & 0xff) << 8 | (start[3] & 0xff);
    if (length > MAX_HELLO) {
      throw new Malformed("ClientHello of " + length + " bytes");
    }
    return length + 4;
  }

  private static void fill(DataInputStream in, byte[] target) throws IOException {
    try {
      in.readFully(target);
    } catch (EOFException e) {
      throw new Malformed("connection closed within the ClientHello");
    }
  }

  private static ClientHello parse(byte[] raw, ByteBuffer hello) throws Malformed {
    hello.position(4 + 2 + 32);
    block(hello, hello.get() & 0xff);
    block(hello, hello.getShort() & 0xffff);
    block(hello, hello.get() & 0xff);
    Optional<String> name = Optional.empty();
    List<String> protocols = List.of();
    boolean encrypted = false;
    var seen = new ArrayList<Integer>();
    if (hello.hasRemaining()) {
      ByteBuffer extensions = block(hello, hello.getShort() & 0xffff);
      while (extensions.hasRemaining()) {
        int type = extensions.getShort() & 0xffff;
        ByteBuffer body = block(extensions, extensions.getShort() & 0xffff);
        if (seen.contains(type)) {
          // RFC 8446 §4.2; the second would be the one another parser believes.
          throw new Malformed("an extension comes twice");
        }
        seen.add(type);
        switch (type) {
          case SERVER_NAME -> name = Optional.of(serverName(body));
          case ALPN -> protocols = protocols(body);
          case ENCRYPTED_CLIENT_HELLO -> encrypted = true;
          default -> {}
        }
      }
    }
    if (hello.hasRemaining()) {
      throw new Malformed("data behind the extensions");
    }
    return new ClientHello(raw, name, protocols, encrypted);
  }

  /** RFC 6066 §3: a list of which only one entry of type host_name is ever meant. */
  private static String serverName(ByteBuffer body) throws Malformed {
    ByteBuffer list = block(body, body.getShort() & 0xffff);
    int type = list.get();
    ByteBuffer bytes = block(list, list.getShort() & 0xffff);
    if (type != 0 || list.hasRemaining() || body.hasRemaining()) {
      throw new Malformed("not exactly one server name");
    }
    Optional<String> name = HostName.normalise(StandardCharsets.US_ASCII.decode(bytes).toString());
    if (name.isEmpty() || HostName.isAddress(name.get())) {
      throw new Malformed("a server name that is no host name");
    }
    return name.get();
  }

  private static List<String> protocols(ByteBuffer body) {
    ByteBuffer list = block(body, body.getShort() & 0xffff);
    var names = new ArrayList<String>();
    while (list.hasRemaining()) {
      names.add(StandardCharsets.ISO_8859_1.decode(block(list, list.get() & 0xff)).toString());
    }
    return names;
  }

  private static ByteBuffer block(ByteBuffer from, int length) {
    ByteBuffer block = from.slice();
    block.limit(length);
    from.position(from.position() + length);
    return block;
  }
}
