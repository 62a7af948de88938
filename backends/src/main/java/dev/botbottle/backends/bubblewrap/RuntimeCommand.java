package dev.botbottle.backends.bubblewrap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the product's own Java programs are started from its runtime image. */
final class RuntimeCommand {
  private RuntimeCommand() {}

  /**
   * Whether the gateway's cache of classes lies at an address of this build's own, which nobody
   * else knows (decision 28).
   */
  static boolean placed(Path runtime) {
    return Files.exists(runtime.resolve("lib/gateway.placed"));
  }

  /**
   * The gateway: a small heap, both compilers, nothing shared with other processes of the user.
   *
   * @param placed whether its cache may stay where it was made for
   */
  static List<String> gateway(Path runtime, boolean placed) {
    List<String> command = common(runtime, "gateway.aot");
    // What is moved is copied: 12 MB of each gateway's own, and a tenth of its start.
    command.add("-XX:ArchiveRelocationMode=" + (placed ? 0 : 1));
    command.addAll(
        List.of(
            "-Xms6m",
            "-Xmx64m",
            // One that has no room left ends, and with it every way out.
            "-XX:+ExitOnOutOfMemoryError",
            // It says so where it says everything otherwise: in the ledger.
            "-XX:+DisplayVMOutputToStderr",
            "-Xss512k",
            // In a small one room is made by stopping everything for some 50 ms, again and again.
            "-XX:ReservedCodeCacheSize=64m",
            // What compiling took is given back: a fifth of all memory after a load.
            "-XX:TrimNativeHeapInterval=5000",
            "-XX:MaxDirectMemorySize=16m",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20",
            "-XX:-ShrinkHeapInSteps",
            // What is not in the cache is some thousand names: the usual tables are for a hundred
            // thousand, and all of them touched.
            "-XX:StringTableSize=2048",
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:SymbolTableSize=4096",
            "-Djava.net.preferIPv6Addresses=system",
            "-m",
            "dev.botbottle.gateway/dev.botbottle.gateway.program.GatewayMain"));
    return command;
  }

  /** The program that takes connections from the host's loopback into the bottle. */
  static List<String> publisher(Path runtime) {
    List<String> command = common(runtime, "gateway.aot");
    command.addAll(
        List.of(
            "-Xmx32m",
            "-Xss512k",
            "-XX:MaxDirectMemorySize=16m",
            "-m",
            "dev.botbottle.gateway/dev.botbottle.gateway.program.PublishMain"));
    return command;
  }

  /** The program that opens the gateway's sockets in the bottle's network. */
  static List<String> listeners(Path runtime) {
    List<String> command = common(runtime, "listeners.aot");
    command.addAll(
        List.of(
            // The cache lies where it was made for: moving it would take as long as all the program
            // does, and it reads nothing foreign.
            "-XX:ArchiveRelocationMode=0",
            "-Xint", // compiling would cost it more than all it does
            "-Xmx16m",
            "-m",
            "dev.botbottle.gateway/dev.botbottle.gateway.program.ListenerMain"));
    return command;
  }

  private static List<String> common(Path runtime, String cache) {
    return new ArrayList<>(
        List.of(
            runtime.resolve("bin/java").toString(),
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+DisableAttachMechanism",
            "-XX:AOTCache=" + runtime.resolve("lib/" + cache),
            // also part of what the cache is checked against: without it the JVM silently does
            // without
            "--enable-native-access=dev.botbottle.posix",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=/dev/null",
            "-Xlog:disable",
            "-Xlog:all=error:stderr"));
  }
}
