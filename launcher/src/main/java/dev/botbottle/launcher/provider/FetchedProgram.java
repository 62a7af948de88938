package dev.botbottle.launcher.provider;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A fetched program with a note beside it of what it was: its SHA-256, size and time of change. At
 * a start size and time are compared, and the whole file only if those differ.
 */
final class FetchedProgram {
  private static final String PROGRAM = "claude";
  private static final String NOTE = "claude.sha256";

  private FetchedProgram() {}

  /**
   * Puts a program into its version's directory, executable from the first moment on.
   *
   * @param program a file on the same disk, which is moved
   */
  static void keep(Path program, Path version) throws IOException {
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(version);
    // First the note: with the note alone, or with an older program, there is no program.
    Path draft = Files.writeString(program.resolveSibling(NOTE), note(program));
    Files.move(draft, version.resolve(NOTE), StandardCopyOption.ATOMIC_MOVE);
    Files.move(program, version.resolve(PROGRAM), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether the directory holds a program that is as it was kept. */
  static boolean isIntact(Path version) throws IOException {
    Path program = version.resolve(PROGRAM);
    Path note = version.resolve(NOTE);
    if (!Files.isRegularFile(program, LinkOption.NOFOLLOW_LINKS)
        || !Files.isExecutable(program)
        || !Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    String kept = Files.readString(note);
    int space = kept.indexOf(' ');
    return space > 0
        && (kept.substring(space).equals(traits(program))
            || kept.substring(0, space).equals(digest(program, "SHA-256")));
  }

  private static String note(Path program) throws IOException {
    return digest(program, "SHA-256") + traits(program);
  }

  private static String traits(Path program) throws IOException {
    return " " + Files.size(program) + " " + Files.getLastModifiedTime(program).toMillis() + "\n";
  }

  private static String digest(Path file, String algorithm) throws IOException {
    return HexFormat.of().formatHex(hash(file, algorithm));
  }

  /** The digest of a file. */
  static byte[] hash(Path file, String algorithm) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      byte[] piece = new byte[1 << 16];
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        digest.update(piece, 0, n);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has SHA-2
    }
  }
}
