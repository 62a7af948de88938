package dev.botbottle.authority;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;

/** The roots this host's programs trust, ready for a session's authority to be added. */
public final class HostRoots {
  /** Changes with the form of what is kept. */
  private static final String FORM = "bot-bottle roots 1 ";

  private final byte[] pem;
  private final byte[] entries;

  private HostRoots(byte[] pem, byte[] entries) {
    this.pem = pem;
    this.entries = entries;
  }

  /**
   * Reads them. Bytes throughout, and the form for Java is kept between sessions: making it takes
   * longer than all else a session's roots need.
   *
   * @param bundle the host's, in PEM; empty if it has none
   * @param store a Java key store of roots that stand in for the host's where it has none: programs
   *     that bring roots of their own are told to read these files instead
   * @param cache the user's folder of what can be made again
   * @param forJava whether a key store will be asked for
   * @throws UncheckedIOException if they cannot be read
   */
  public static HostRoots read(Optional<Path> bundle, Path store, Path cache, boolean forJava) {
    try {
      if (bundle.isEmpty()) {
        String pem = Files.exists(store) ? JavaKeyStore.pem(store) : "";
        return new HostRoots(
            pem.getBytes(StandardCharsets.US_ASCII),
            forJava ? JavaKeyStore.entries(pem, "root") : new byte[0]);
      }
      // Before the content: a bundle that is replaced meanwhile has another identity next time.
      byte[] identity = identity(bundle.get());
      byte[] pem = Files.readAllBytes(bundle.get());
      return new HostRoots(pem, forJava ? entries(cache, identity, pem) : new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] entries(Path cache, byte[] identity, byte[] pem) throws IOException {
    Path kept = cache.resolve("host-roots");
    if (Files.isRegularFile(kept)) {
      byte[] bytes = Files.readAllBytes(kept);
      int begin = identity.length;
      int end = bytes.length - identity.length;
      if (begin <= end
          && Arrays.equals(bytes, 0, begin, identity, 0, begin)
          && Arrays.equals(bytes, end, bytes.length, identity, 0, begin)) {
        return Arrays.copyOfRange(bytes, begin, end);
      }
    }
    byte[] entries = JavaKeyStore.entries(new String(pem, StandardCharsets.ISO_8859_1), "root");
    keep(kept, Der.join(identity, entries, identity)); // at both ends: a torn file lacks the second
    return entries;
  }

  private static byte[] identity(Path bundle) throws IOException {
    BasicFileAttributes file = Files.readAttributes(bundle, BasicFileAttributes.class);
    String text =
        FORM
            + bundle
            + " "
            + file.fileKey()
            + " "
            + file.size()
            + " "
            + file.lastModifiedTime().toInstant()
            + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void keep(Path kept, byte[] bytes) {
    try {
      Path directory = Files.createDirectories(kept.toAbsolutePath().getParent());
      Path part = Files.createTempFile(directory, "host-roots", ".part");
      try {
        Files.write(part, bytes);
        Files.move(part, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      // Made anew the next time: a cache that cannot be written is no reason not to start.
    }
  }

  /**
   * One PEM file of all roots, as OpenSSL, GnuTLS and Go read it.
   *
   * @param authority the session's certificate authority in PEM
   */
  public byte[] bundle(String authority) {
    boolean ends = pem.length == 0 || pem[pem.length - 1] == '\n';
    return Der.join(pem, ((ends ? "" : "\n") + authority).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * The same as Java programs read it.
   *
   * @param authority the session's certificate authority in PEM
   */
  public byte[] keyStore(String authority) {
    return JavaKeyStore.of(entries, JavaKeyStore.entries(authority, "session"));
  }
}
