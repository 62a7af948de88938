package dev.botbottle.posix;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Command lines of Java programs of these tests. */
final class JavaCommand {
  private JavaCommand() {}

  /** Runs a program in a virtual machine of its own. */
  static List<String> of(Class<?> program, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx32m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                place(Confinement.class) + ":" + place(program),
                program.getName()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private static Path place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
