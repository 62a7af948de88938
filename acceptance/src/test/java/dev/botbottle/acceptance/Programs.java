package dev.botbottle.acceptance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Java programs of the test's own class path, copied to where every account can read it.
 *
 * @param classPath the copies
 */
record Programs(String classPath) {
  /** The copy in a new folder. */
  static Programs copiedTo(Path folder) {
    String own =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> copies = new ArrayList<>();
    try {
      Files.createDirectory(folder);
      for (String element : own.split(File.pathSeparator, -1)) {
        Path source = Path.of(element);
        if (Files.exists(source)) {
          Path copy = folder.resolve(Integer.toString(copies.size()));
          copy(source, copy);
          copies.add(copy.toString());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Programs(String.join(File.pathSeparator, copies));
  }

  private static void copy(Path source, Path target) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(source)) {
      all = walk.toList();
    }
    for (Path path : all) {
      Path to = path.equals(source) ? target : target.resolve(source.relativize(path).toString());
      Files.copy(path, to);
      Files.setPosixFilePermissions(
          to, PosixFilePermissions.fromString(Files.isDirectory(to) ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }

  /** The command that runs one. */
  List<String> command(Class<?> program, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                program.getName()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }
}
