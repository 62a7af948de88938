package dev.botbottle.backends.bubblewrap;

import dev.botbottle.posix.BottleNetwork;
import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.GatewaySockets;
import dev.botbottle.posix.SystemCallException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Does what the listener program does where root runs the launcher: a thread of root's may enter
 * the bottle's network, and starting it takes no time. It starts no other thread and ends.
 *
 * @param pid a process in that network
 * @param ports where the ports to capture are read
 * @param gateway the socket that leads to the gateway
 * @param listening gets a byte when all sockets listen
 * @param log where it complains
 */
record ListenerThread(
    int pid, Descriptor ports, Descriptor gateway, Descriptor listening, Descriptor log)
    implements Runnable {
  void begin() {
    Thread.ofPlatform().daemon().name("listeners").start(this);
  }

  @Override
  public void run() {
    try (ports;
        gateway;
        listening;
        log) {
      try {
        BottleNetwork.enter(pid);
        GatewaySockets.open(ports.input(), gateway);
        listening.output().writeAll(new byte[] {'\n'});
      } catch (EOFException e) {
        // The launch came to nothing before it knew its ports.
      } catch (IOException | SystemCallException | IllegalStateException e) {
        log.output()
            .writeAll(("could not open a socket: " + e + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
