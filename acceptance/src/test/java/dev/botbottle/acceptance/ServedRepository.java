package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A bare repository {@code repo.git} as a plain file server can serve it. */
final class ServedRepository {
  private ServedRepository() {}

  /** Puts it into a folder, and makes the folder readable. */
  static void in(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Process made =
        new ProcessBuilder(
                "sh",
                "-ec",
                "umask 022; git init -q -b main made; cd made; echo kept in the repository >file;"
                    + " git add file; git -c user.name=me -c user.email=me@example.com commit -q -m one;"
                    + " cd ..; git clone -q --bare made repo.git; git -C repo.git update-server-info")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertThat(made.waitFor()).as(said).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
