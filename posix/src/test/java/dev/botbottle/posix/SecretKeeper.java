package dev.botbottle.posix;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** Reads a secret, keeps it in memory and waits to be ended; hidden as the gateway is, or open. */
final class SecretKeeper {
  /** What it writes once it has the secret. */
  static final int READY = 'r';

  private static final int SECRET = 32;

  private SecretKeeper() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments[0].equals("hidden")) {
      Confinement.hideMemory();
    }
    // Outside the heap, where no collection moves it while it is looked for.
    ByteBuffer kept = ByteBuffer.allocateDirect(SECRET);
    try {
      kept.put(System.in.readNBytes(SECRET));
      System.out.write(READY);
      System.out.flush();
      System.in.transferTo(OutputStream.nullOutputStream()); // the end of its input is its own
    } finally {
      Reference.reachabilityFence(kept);
    }
  }
}
