package dev.botbottle.posix;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * The kernel's own cryptographic random numbers (urandom(4)), the source that {@link
 * java.security.SecureRandom} draws from, without the providers it has to load first.
 */
public final class KernelRandom implements RandomGenerator {
  /** A new generator; all of them draw from the same source. */
  public KernelRandom() {}

  @Override
  public long nextLong() {
    byte[] bytes = new byte[Long.BYTES];
    nextBytes(bytes);
    return ByteBuffer.wrap(bytes).getLong();
  }

  @Override
  public void nextBytes(byte[] bytes) {
    try (FileInputStream in = new FileInputStream("/dev/urandom")) {
      if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new IOException("/dev/urandom ended");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
