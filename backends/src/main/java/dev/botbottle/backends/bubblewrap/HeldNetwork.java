package dev.botbottle.backends.bubblewrap;

import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.SystemCallException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The bottle's namespaces, and whoever opens the gateway's sockets in them.
 *
 * @param holder keeps the namespaces
 * @param ports takes the ports to capture
 * @param sockets where the gateway receives its sockets
 * @param listening tells that all of them listen
 */
record HeldNetwork(Holder holder, Descriptor ports, Descriptor sockets, Descriptor listening) {
  /**
   * Makes the namespaces and begins to open sockets in them; on the launch thread.
   *
   * @param runtime where the session's processes reach the product's runtime
   * @param log where what opens the sockets complains; closed here
   */
  static HeldNetwork begin(BubblewrapPreparation preparation, Path runtime, Descriptor log) {
    Descriptor[] sockets = Descriptor.socketPair();
    Descriptor[] ports = Descriptor.pipe();
    Descriptor[] listening = Descriptor.pipe();
    // Without its ports the listener ends by itself.
    preparation.undoLater(ports[1]);
    preparation.undoLater(sockets[1]);
    preparation.undoLater(listening[0]);
    Holder holder =
        preparation.ids().setIds().isPresent()
            ? withThread(preparation, ports[0], sockets[0], listening[1], log)
            : withProgram(preparation, runtime, ports[0], sockets[0], listening[1], log);
    return new HeldNetwork(holder, ports[1], sockets[1], listening[0]);
  }

  private static Holder withThread(
      BubblewrapPreparation preparation,
      Descriptor ports,
      Descriptor sockets,
      Descriptor listening,
      Descriptor log) {
    Holder holder;
    try {
      holder = hold(preparation, Optional.empty());
    } catch (RuntimeException e) {
      List.of(ports, sockets, listening, log).forEach(Descriptor::close);
      throw e;
    }
    new ListenerThread(holder.pid(), ports, sockets, listening, log).begin();
    return holder;
  }

  private static Holder withProgram(
      BubblewrapPreparation preparation,
      Path runtime,
      Descriptor ports,
      Descriptor sockets,
      Descriptor listening,
      Descriptor log) {
    try (ports;
        sockets;
        listening;
        log) {
      Holder.Beside listener =
          new Holder.Beside(RuntimeCommand.listeners(runtime), ports, listening, log, sockets);
      return hold(preparation, Optional.of(listener));
    }
  }

  private static Holder hold(BubblewrapPreparation preparation, Optional<Holder.Beside> beside) {
    return preparation.undoLater(
        Holder.start(
            preparation.programs(),
            preparation.ids(),
            preparation.mark(),
            new Holder.Inside(0, 0, true),
            beside));
  }

  /** Tells the listener what to capture: two bytes a port, zero at the end. */
  void capture(Set<Integer> captured) {
    ByteBuffer words = ByteBuffer.allocate(2 * (captured.size() + 1));
    captured.forEach(port -> words.putShort(port.shortValue()));
    try {
      ports.output().writeAll(words.array());
    } catch (SystemCallException e) {
      // It has ended already; that it did not open its sockets is told when they are waited for.
    }
  }

  /** Waits for the listener; whether it opened all its sockets. */
  boolean isListening() {
    try (Descriptor told = listening) {
      return told.input().read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }
}
