package dev.botbottle.launcher;

import dev.botbottle.launcher.host.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** Invented hosts whose files are below one directory. */
public final class Hosts {
  private Hosts() {}

  /** A user with a home, a project and a folder of programs below {@code root}. */
  public static Host in(Path root, String... environment) {
    Map<String, String> variables = new HashMap<>();
    variables.put("PATH", root.resolve("programs").toString());
    for (int i = 0; i < environment.length; i += 2) {
      variables.put(environment[i], environment[i + 1]);
    }
    try {
      Path real = root.toRealPath();
      for (String name : new String[] {"home/project", "programs", "installation", "runtime"}) {
        Files.createDirectories(real.resolve(name));
      }
      return new Host(
          variables,
          real.resolve("home/project"),
          real.resolve("home"),
          1000,
          real.resolve("runtime"),
          real.resolve("installation"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a shell script on the PATH of {@link #in}. */
  public static Path program(Path root, String name, String script) {
    try {
      Path file = Files.createDirectories(root.resolve("programs")).resolve(name);
      Files.writeString(file, "#!/bin/sh\n" + script + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
