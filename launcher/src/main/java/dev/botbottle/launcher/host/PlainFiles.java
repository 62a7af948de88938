package dev.botbottle.launcher.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;

/**
 * Reads plain files so that no symbolic link is followed, whoever changes the directories
 * meanwhile: every name is opened relative to its directory (openat(2) with O_NOFOLLOW).
 */
public final class PlainFiles {
  private PlainFiles() {}

  /** A file that is not read; the message says why. */
  public static final class NotRead extends IOException {
    private static final long serialVersionUID = 1;

    /** A file that is not read. */
    public NotRead(String why) {
      super(why);
    }
  }

  /** A directory whose entries can be opened by name. */
  public static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    throw new BottleException(
        ExitCode.INTERNAL, "could not read a directory: this system has no openat", "");
  }

  /** What an entry of a directory is, itself. */
  public static BasicFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name)
      throws IOException {
    return folder
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  /**
   * The content of a file.
   *
   * @param most the largest taken, in bytes
   */
  public static byte[] content(SecureDirectoryStream<Path> folder, Path name, int most)
      throws IOException {
    try (SeekableByteChannel channel =
        folder.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteBuffer buffer = ByteBuffer.allocate(8192);
      while (channel.read(buffer) >= 0) {
        out.write(buffer.array(), 0, buffer.position());
        buffer.clear();
        if (out.size() > most) {
          throw new NotRead("it is too large");
        }
      }
      return out.toByteArray();
    }
  }

  /**
   * The content of a file some way below a directory.
   *
   * @param names the way, the file's name last
   */
  public static byte[] content(SecureDirectoryStream<Path> folder, List<Path> names, int most)
      throws IOException {
    Path name = names.getFirst();
    if (names.size() > 1) {
      try (SecureDirectoryStream<Path> next =
          folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
        return content(next, names.subList(1, names.size()), most);
      }
    }
    // A pipe would keep whoever opens it waiting.
    if (!attributes(folder, name).isRegularFile()) {
      throw new NotRead("it is no file");
    }
    return content(folder, name, most);
  }
}
