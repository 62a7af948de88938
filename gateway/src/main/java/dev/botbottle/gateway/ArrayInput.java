package dev.botbottle.gateway;

import java.io.IOException;
import java.io.InputStream;

/** A stream that is read many bytes at once, and one by one only by who asks for it. */
abstract class ArrayInput extends InputStream {
  @Override
  public final int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] target, int offset, int length) throws IOException;
}
