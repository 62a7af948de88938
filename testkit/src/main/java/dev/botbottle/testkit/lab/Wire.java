package dev.botbottle.testkit.lab;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.List;

/** What a test and its server processes say to each other over their pipes. */
final class Wire {
  /** To a server process: answer with {@link #SYNCED} once everything that arrived is told. */
  static final int SYNC = 1;

  /** From a server process: it runs, in its namespace. */
  static final int HELLO = 6;

  /** From a server process: it listens. */
  static final int READY = 2;

  static final int SYNCED = 3;

  /** From a server process: something arrived. */
  static final int SEEN = 4;

  /** From a server process: why it cannot serve. */
  static final int FAILED = 5;

  private Wire() {}

  /**
   * What a server process is to do.
   *
   * @param side where it stands
   * @param sites the hosts, with their addresses
   * @param ports the TCP ports to listen on, at every address
   * @param udpPorts the UDP ports to listen on
   * @param nameServers the addresses to answer DNS at
   * @param unixSockets the paths of Unix sockets to listen on
   * @param root who signs certificates
   */
  record Order(
      Seen.Side side,
      List<ServedSite> sites,
      List<Integer> ports,
      List<Integer> udpPorts,
      List<String> nameServers,
      List<String> unixSockets,
      LabAuthority root) {}

  /**
   * A site as a server process knows it.
   *
   * @param handler the handler's class name
   */
  record ServedSite(
      String host,
      List<String> addresses,
      String handler,
      String argument,
      Site.Certificate certificate) {}

  static void write(Order order, DataOutputStream out) throws IOException {
    out.writeUTF(order.side().name());
    out.writeInt(order.sites().size());
    for (ServedSite site : order.sites()) {
      out.writeUTF(site.host());
      writeTexts(site.addresses(), out);
      out.writeUTF(site.handler());
      writeBytes(site.argument().getBytes(StandardCharsets.UTF_8), out);
      out.writeUTF(site.certificate().name());
    }
    writeNumbers(order.ports(), out);
    writeNumbers(order.udpPorts(), out);
    writeTexts(order.nameServers(), out);
    writeTexts(order.unixSockets(), out);
    out.writeUTF(order.root().name());
    writeBytes(order.root().key().getEncoded(), out);
    try {
      writeBytes(order.root().certificate().getEncoded(), out);
    } catch (CertificateEncodingException e) {
      throw new LabException("could not write a certificate", e);
    }
    out.flush();
  }

  static Order readOrder(DataInputStream in) throws IOException {
    Seen.Side side = Seen.Side.valueOf(in.readUTF());
    int count = in.readInt();
    List<ServedSite> sites = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sites.add(
          new ServedSite(
              in.readUTF(),
              readTexts(in),
              in.readUTF(),
              new String(readBytes(in), StandardCharsets.UTF_8),
              Site.Certificate.valueOf(in.readUTF())));
    }
    return new Order(
        side,
        sites,
        readNumbers(in),
        readNumbers(in),
        readTexts(in),
        readTexts(in),
        LabAuthority.of(in.readUTF(), readBytes(in), readBytes(in)));
  }

  static void write(Seen seen, DataOutputStream out) throws IOException {
    out.writeUTF(seen.getClass().getSimpleName());
    out.writeUTF(seen.side().name());
    out.writeUTF(seen.address());
    out.writeInt(seen.port());
    switch (seen) {
      case Seen.Connection ignored -> {}
      case Seen.Handshake handshake -> out.writeUTF(handshake.serverName());
      case Seen.Bytes bytes -> writeBytes(bytes.text().getBytes(StandardCharsets.UTF_8), out);
      case Seen.Datagram datagram ->
          writeBytes(datagram.text().getBytes(StandardCharsets.UTF_8), out);
      case Seen.Lookup lookup -> {
        out.writeUTF(lookup.name());
        out.writeInt(lookup.type());
      }
      case Seen.HttpRequest http -> {
        out.writeBoolean(http.tls());
        Request request = http.request();
        out.writeUTF(request.method());
        writeBytes(request.target().getBytes(StandardCharsets.UTF_8), out);
        out.writeInt(request.headers().size());
        for (Header header : request.headers()) {
          out.writeUTF(header.name());
          writeBytes(header.value().getBytes(StandardCharsets.UTF_8), out);
        }
        writeBytes(request.body(), out);
        out.writeBoolean(request.complete());
      }
    }
    out.flush();
  }

  static Seen readSeen(DataInputStream in) throws IOException {
    String kind = in.readUTF();
    Seen.Side side = Seen.Side.valueOf(in.readUTF());
    String address = in.readUTF();
    int port = in.readInt();
    return switch (kind) {
      case "Connection" -> new Seen.Connection(side, address, port);
      case "Handshake" -> new Seen.Handshake(side, address, port, in.readUTF());
      case "Bytes" -> new Seen.Bytes(side, address, port, text(in));
      case "Datagram" -> new Seen.Datagram(side, address, port, text(in));
      case "Lookup" -> new Seen.Lookup(side, address, port, in.readUTF(), in.readInt());
      case "HttpRequest" ->
          new Seen.HttpRequest(side, address, port, in.readBoolean(), readRequest(in));
      default -> throw new LabException("a server process told of " + kind);
    };
  }

  private static Request readRequest(DataInputStream in) throws IOException {
    String method = in.readUTF();
    String target = text(in);
    int count = in.readInt();
    List<Header> headers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      headers.add(new Header(in.readUTF(), text(in)));
    }
    return new Request(method, target, headers, readBytes(in), in.readBoolean());
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  private static void writeBytes(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  private static void writeTexts(List<String> texts, DataOutputStream out) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      out.writeUTF(text);
    }
  }

  private static List<String> readTexts(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(in.readUTF());
    }
    return texts;
  }

  private static void writeNumbers(List<Integer> numbers, DataOutputStream out) throws IOException {
    out.writeInt(numbers.size());
    for (int number : numbers) {
      out.writeInt(number);
    }
  }

  private static List<Integer> readNumbers(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(in.readInt());
    }
    return numbers;
  }
}
