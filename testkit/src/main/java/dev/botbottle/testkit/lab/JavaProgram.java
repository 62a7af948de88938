package dev.botbottle.testkit.lab;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The command line of {@link LabServers}, with copies of its classes that every account can read.
 */
final class JavaProgram {
  private JavaProgram() {}

  static List<String> of(Path library, List<Site> sites) throws IOException {
    Set<Path> sources = new LinkedHashSet<>();
    sources.add(source(LabServers.class));
    for (Site site : sites) {
      sources.add(source(site.handler()));
    }
    Files.createDirectory(library);
    List<String> path = new ArrayList<>();
    for (Path source : sources) {
      Path copy = library.resolve(Integer.toString(path.size()));
      copy(source, copy);
      path.add(copy.toString());
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx256m",
        "-cp",
        String.join(":", path),
        LabServers.class.getName());
  }

  private static Path source(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new LabException("could not find the classes of " + type, e);
    }
  }

  private static void copy(Path source, Path target) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(source)) {
      walk.forEach(all::add);
    }
    for (Path path : all) {
      Path to = target.resolve(source.relativize(path).toString());
      if (source.equals(path)) {
        to = target;
      }
      Files.copy(path, to);
      boolean folder = Files.isDirectory(to);
      Files.setPosixFilePermissions(
          to, PosixFilePermissions.fromString(folder ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }
}
