package dev.botbottle.gateway.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.ledger.FileLedger;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.PolicyEngine;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DnsServerTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final int WAIT_MILLIS = 5_000;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private DatagramChannel udp;
  private ServerSocketChannel tcp;
  private DnsServer server;

  @BeforeEach
  void start() throws IOException {
    udp = DatagramChannel.open().bind(ANY_PORT);
    tcp = ServerSocketChannel.open().bind(ANY_PORT);
    DnsResponder responder =
        new DnsResponder(
            PolicyEngine.of(new Policy(List.of(), List.of())),
            new SyntheticNames(new byte[5], 10),
            DnsServerTest::scan,
            new FileLedger(file, InstantSource.system()),
            true,
            () -> false);
    server = DnsServer.start(responder, udp, tcp);
  }

  private static NameScanner.Scanned scan(String name) {
    if (name.equals("broken.test")) {
      throw new IllegalStateException("broken");
    }
    return new NameScanner.Scanned(name, List.of());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void answersByUdpAfterGarbageToo() throws IOException {
    try (DatagramSocket client = new DatagramSocket()) {
      client.setSoTimeout(WAIT_MILLIS);
      client.connect(udp.getLocalAddress());
      send(client, new byte[] {1, 2, 3});
      send(client, new byte[60_000]);
      send(client, Messages.query("bottle.internal", 1));
      DatagramPacket answer = new DatagramPacket(new byte[512], 512);
      do {
        client.receive(answer);
      } while (answer.getData()[0] != 0x12);
      assertThat(Messages.answers(answer.getData())).isEqualTo(1);
    }
  }

  @Test
  void answersByTcpSeveralTimesOnAConnection() throws IOException {
    try (Socket client = connect()) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      for (int i = 0; i < 3; i++) {
        sendFramed(client, Messages.query("bottle.internal", 28));
        byte[] answer = new byte[in.readUnsignedShort()];
        in.readFully(answer);
        assertThat(Messages.answers(answer)).isEqualTo(1);
      }
      sendFramed(client, Messages.query("evil.net", 1));
      byte[] answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      assertThat(Messages.rcode(answer)).isEqualTo(3);
    }
    assertThat(file.toString(StandardCharsets.US_ASCII)).contains("evil.net");
  }

  @Test
  void aNameThatTheScannerFailsAtHasNoAnswerAndTheNextHas() throws IOException {
    try (DatagramSocket client = new DatagramSocket()) {
      client.setSoTimeout(WAIT_MILLIS);
      client.connect(udp.getLocalAddress());
      send(client, Messages.query("broken.test", 1));
      send(client, Messages.query("bottle.internal", 1));
      DatagramPacket answer = new DatagramPacket(new byte[512], 512);
      client.receive(answer);
      assertThat(Messages.answers(answer.getData())).isEqualTo(1);
    }
    try (Socket client = connect()) {
      sendFramed(client, Messages.query("broken.test", 1));
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
    try (Socket client = connect()) {
      sendFramed(client, Messages.query("bottle.internal", 1));
      assertThat(client.getInputStream().read()).isZero();
    }
  }

  @Test
  void endsAConnectionThatAnnouncesTooMuch() throws IOException {
    try (Socket client = connect()) {
      client.getOutputStream().write(new byte[] {(byte) 0xff, (byte) 0xff});
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void servesOnWhenManyConnectionsCameAndWent() throws IOException {
    for (int i = 0; i < 100; i++) {
      connect().close();
    }
    try (Socket client = connect()) {
      sendFramed(client, Messages.query("bottle.internal", 1));
      assertThat(client.getInputStream().read()).isZero();
    }
  }

  @Test
  void closingClosesTheChannels() throws IOException {
    server.close();
    assertThat(udp.isOpen()).isFalse();
    assertThat(tcp.isOpen()).isFalse();
  }

  private Socket connect() throws IOException {
    Socket client = new Socket();
    client.connect(tcp.getLocalAddress(), WAIT_MILLIS);
    client.setSoTimeout(WAIT_MILLIS);
    return client;
  }

  private static void send(DatagramSocket client, byte[] bytes) throws IOException {
    client.send(new DatagramPacket(bytes, bytes.length));
  }

  private static void sendFramed(Socket client, byte[] message) throws IOException {
    byte[] framed = new byte[message.length + 2];
    framed[0] = (byte) (message.length >>> 8);
    framed[1] = (byte) message.length;
    System.arraycopy(message, 0, framed, 2, message.length);
    OutputStream out = client.getOutputStream();
    out.write(Arrays.copyOf(framed, 5));
    out.flush();
    out.write(framed, 5, framed.length - 5);
  }
}
