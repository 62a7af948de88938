package dev.botbottle.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SocketPassingTest {
  @Test
  void aListeningSocketSentOverBecomesAChannelThatAcceptsARealConnection() throws IOException {
    Descriptor[] pair = Descriptor.socketPair();
    try (Descriptor to = pair[0];
        Descriptor from = pair[1];
        Descriptor listening = BottleNetwork.listen(0, false)) {
      int port = SocketPassing.port(listening);
      SocketPassing.send(to, "tcp", listening);
      SocketPassing.Labelled received = SocketPassing.receive(from).orElseThrow();
      assertThat(received.label()).isEqualTo("tcp");
      assertThat(SocketPassing.isIpv6(received.socket())).isFalse();
      assertThat(SocketPassing.port(received.socket())).isEqualTo(port);
      try (ServerSocketChannel channel = SocketPassing.serverChannel(received.socket());
          Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
          SocketChannel accepted = channel.accept()) {
        client.getOutputStream().write('x');
        ByteBuffer one = ByteBuffer.allocate(1);
        assertThat(accepted.read(one)).isEqualTo(1);
        assertThat(one.get(0)).isEqualTo((byte) 'x');
      }
    }
  }

  @Test
  void aBoundDatagramSocketBecomesAChannelThatReceives() throws IOException {
    Descriptor bound = BottleNetwork.datagram(0, false);
    int port = SocketPassing.port(bound);
    try (DatagramChannel channel = SocketPassing.datagramChannel(bound);
        DatagramChannel client = DatagramChannel.open()) {
      client.send(
          ByteBuffer.wrap(new byte[] {5}),
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      ByteBuffer one = ByteBuffer.allocate(1);
      assertThat(channel.receive(one)).isNotNull();
      assertThat(one.get(0)).isEqualTo((byte) 5);
    }
  }

  @Test
  void theEndOfTheSenderIsNothingMoreToReceive() {
    Descriptor[] pair = Descriptor.socketPair();
    try (Descriptor from = pair[1]) {
      pair[0].close();
      assertThat(SocketPassing.receive(from)).isEqualTo(Optional.empty());
    }
  }

  @Test
  void aMessageWithoutADescriptorIsAnError() {
    Descriptor[] pair = Descriptor.socketPair();
    try (Descriptor to = pair[0];
        Descriptor from = pair[1]) {
      to.output().writeAll(new byte[] {'x', 0});
      assertThatExceptionOfType(SystemCallException.class)
          .isThrownBy(() -> SocketPassing.receive(from))
          .withMessageContaining("no descriptor came along");
    }
  }

  @Test
  void aLabelThatDoesNotFitIsRefusedAndNotCut() {
    Descriptor[] pair = Descriptor.socketPair();
    try (Descriptor to = pair[0];
        Descriptor from = pair[1]) {
      SocketPassing.send(to, "x".repeat(63), from);
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> SocketPassing.send(to, "x".repeat(64), from));
    }
  }
}
