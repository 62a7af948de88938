package dev.botbottle.gateway.program;

import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.GatewaySockets;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;

/**
 * The program that opens the gateway's sockets for an ordinary user. It runs for a moment inside
 * the bottle's user and network namespaces with the rights that takes, and ends.
 */
public final class ListenerMain {
  /** Descriptor of the Unix socket that leads to the gateway. */
  static final int SOCKETS = 3;

  /** Descriptor that gets a byte when all sockets listen. */
  private static final int LISTENING = 1;

  private ListenerMain() {}

  /**
   * Opens the sockets, hands them over, tells so on descriptor 1 and ends. Reads the ports to
   * capture from descriptor 0.
   */
  public static void main(String[] arguments) throws IOException {
    try (Descriptor gateway = Descriptor.inherited(SOCKETS)) {
      GatewaySockets.open(new FileInputStream(FileDescriptor.in), gateway);
    }
    // Its exit code reaches nobody: the process that holds the network is its parent.
    Descriptor.inherited(LISTENING).output().writeAll(new byte[] {'\n'});
  }
}
