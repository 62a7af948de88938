package dev.botbottle.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class GatewaySocketsTest {
  /** 80 and 8080 in two bytes each, and the end. */
  private static final byte[] PORTS = {0, 80, 0x1f, (byte) 0x90, 0, 0};

  @Test
  void aThreadOpensThemInAnotherNetworkAndTheProcessStaysWhereItIs() throws Exception {
    assumeTrue(isRoot(), "only root's threads may enter another network");
    Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
    Process network =
        new ProcessBuilder("unshare", "--net", "sh", "-c", "echo made; exec sleep 60").start();
    Descriptor[] pair = Descriptor.socketPair();
    try (Descriptor from = pair[1]) {
      assertThat(network.inputReader().readLine()).isEqualTo("made");
      try (Descriptor to = pair[0]) {
        assertThat(inThread(() -> openAndConnect((int) network.pid(), to))).isTrue();
      }
      assertThat(labels(from))
          .containsExactly("dns-udp", "dns-tcp", "proxy", "port 80", "port 8080");
      assertThat(Files.readSymbolicLink(Path.of("/proc/self/ns/net"))).isEqualTo(own);
      assertThat(Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"))).isEqualTo(own);
    } finally {
      network.destroyForcibly();
    }
  }

  private static boolean openAndConnect(int pid, Descriptor to) throws IOException {
    BottleNetwork.enter(pid);
    GatewaySockets.open(new ByteArrayInputStream(PORTS), to);
    try (Socket client = new Socket()) {
      client.connect(new InetSocketAddress(InetAddress.ofLiteral("203.0.113.7"), 8080));
      return client.isConnected();
    }
  }

  @Test
  void aNetworkWithRoutesIsRefused() throws IOException {
    assumeTrue(
        Files.readAllLines(Path.of("/proc/thread-self/net/route")).size() > 1,
        "this machine has no route");
    Descriptor[] pair = Descriptor.socketPair();
    try (Descriptor from = pair[1]) {
      try (Descriptor to = pair[0]) {
        assertThatIllegalStateException()
            .isThrownBy(() -> GatewaySockets.open(InputStream.nullInputStream(), to))
            .withMessageContaining("not a bottle's network");
      }
      assertThat(labels(from)).isEmpty();
    }
  }

  private static boolean inThread(Callable<Boolean> work) throws Exception {
    FutureTask<Boolean> task = new FutureTask<>(work);
    Thread.ofPlatform().start(task);
    return task.get();
  }

  private static List<String> labels(Descriptor from) {
    List<String> labels = new ArrayList<>();
    for (Optional<SocketPassing.Labelled> next = SocketPassing.receive(from);
        next.isPresent();
        next = SocketPassing.receive(from)) {
      labels.add(next.get().label());
      next.get().socket().close();
    }
    return labels;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
