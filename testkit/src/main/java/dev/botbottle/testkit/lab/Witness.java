package dev.botbottle.testkit.lab;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Tells the test what arrived, one thing after the other. */
final class Witness {
  private final DataOutputStream out;

  Witness(OutputStream out) {
    this.out = new DataOutputStream(out);
  }

  synchronized void saw(Seen seen) {
    try {
      out.writeByte(Wire.SEEN);
      Wire.write(seen, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void say(int word) throws IOException {
    out.writeByte(word);
    out.flush();
  }

  synchronized void fail(String why) throws IOException {
    out.writeByte(Wire.FAILED);
    out.writeUTF(why);
    out.flush();
  }
}
