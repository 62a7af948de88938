package dev.botbottle.testkit.lab;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One UDP port, at one address where it answers DNS or at every address where it only watches. */
final class UdpServer {
  private static final int DNS_PORT = 53;

  private final Seen.Side side;
  private final String address;
  private final boolean answers;
  private final DatagramSocket socket;
  private final LabNames names;
  private final Witness witness;
  private final byte[] probe = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
  private final Semaphore probes = new Semaphore(0);

  private UdpServer(
      Seen.Side side,
      String address,
      boolean answers,
      InetSocketAddress bound,
      LabNames names,
      Witness witness)
      throws IOException {
    this.side = side;
    this.address = address;
    this.answers = answers;
    this.names = names;
    this.witness = witness;
    socket = new DatagramSocket(null);
    socket.setReuseAddress(true);
    socket.bind(bound);
  }

  static UdpServer watching(Seen.Side side, int port, LabNames names, Witness witness)
      throws IOException {
    return new UdpServer(side, "*", false, new InetSocketAddress(port), names, witness);
  }

  static UdpServer answering(Seen.Side side, String address, LabNames names, Witness witness)
      throws IOException {
    InetAddress literal = InetAddress.ofLiteral(address);
    InetSocketAddress bound = new InetSocketAddress(literal, DNS_PORT);
    return new UdpServer(side, literal.getHostAddress(), true, bound, names, witness);
  }

  void start() {
    Thread.ofPlatform().daemon().name("udp-" + socket.getLocalPort()).start(this::receive);
  }

  /** Returns when every datagram that came before has been told. */
  void sync() throws IOException, InterruptedException {
    InetAddress to = answers ? InetAddress.ofLiteral(address) : InetAddress.getLoopbackAddress();
    try (DatagramSocket sender = new DatagramSocket()) {
      sender.send(new DatagramPacket(probe, probe.length, to, socket.getLocalPort()));
    }
    if (!probes.tryAcquire(10, TimeUnit.SECONDS)) {
      throw new LabException("a server of the lab does not receive datagrams");
    }
  }

  private void receive() {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    while (true) {
      try {
        packet.setLength(65_535);
        socket.receive(packet);
        byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
        if (Arrays.equals(bytes, probe)) {
          probes.release();
        } else if (socket.getLocalPort() == DNS_PORT) {
          lookUp(bytes, packet);
        } else {
          tell(bytes);
        }
      } catch (IOException e) {
        System.err.println("receive failed: " + e);
      }
    }
  }

  private void lookUp(byte[] bytes, DatagramPacket packet) throws IOException {
    LabNames.Question question;
    try {
      question = LabNames.question(bytes);
    } catch (IndexOutOfBoundsException e) {
      tell(bytes);
      return;
    }
    witness.saw(new Seen.Lookup(side, address, DNS_PORT, question.name(), question.type()));
    if (answers) {
      byte[] answer = names.answer(bytes, question);
      socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
    }
  }

  private void tell(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    witness.saw(new Seen.Datagram(side, address, socket.getLocalPort(), text));
  }
}
