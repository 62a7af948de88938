package dev.botbottle.posix;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** What the gateway does around its confinement, in the same order; each line says what went. */
final class ConfinedProgram {
  private ConfinedProgram() {}

  public static void main(String[] arguments) throws Exception {
    Confinement.hideMemory();
    Descriptor listening = BottleNetwork.listen(0, false);
    int port = SocketPassing.port(listening);
    try (ServerSocketChannel server = SocketPassing.serverChannel(listening)) {
      Confinement.refuseExecution();
      try (Socket client = new Socket()) {
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        try (SocketChannel accepted = server.accept()) {
          System.out.println("accepted " + accepted.isConnected());
        }
      }
    }
    System.out.println("localhost " + (InetAddress.getAllByName("localhost").length > 0));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      threads.add(Thread.ofPlatform().start(() -> {}));
      threads.add(Thread.ofVirtual().start(() -> {}));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println("threads " + threads.size());
    System.out.println("unix " + Libc.trySyscall(Syscall.SOCKET, 1, 1, 0));
    try {
      new ProcessBuilder("/bin/true").start().waitFor();
      System.out.println("started");
    } catch (IOException e) {
      System.out.println("start refused");
    }
  }
}
