package dev.botbottle.posix;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * Hands a secret to a process of the same user and looks for it there, through proc(5); each line
 * says what came of it.
 */
final class MemoryReader {
  private static final int CHUNK = 1 << 20;

  private MemoryReader() {}

  public static void main(String[] arguments) throws Exception {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    byte[] secret = HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII);
    byte[] mark = "mark-of-the-environment".getBytes(StandardCharsets.US_ASCII);
    ProcessBuilder builder =
        new ProcessBuilder(JavaCommand.of(SecretKeeper.class, arguments[0]))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("MARK", new String(mark, StandardCharsets.US_ASCII));
    Process keeper = builder.start();
    try (OutputStream in = keeper.getOutputStream()) {
      in.write(secret);
      in.flush();
      if (keeper.getInputStream().read() != SecretKeeper.READY) {
        throw new IllegalStateException("it does not keep the secret");
      }
      Path process = Path.of("/proc/" + keeper.pid());
      tell("environment", () -> holds(Files.readAllBytes(process.resolve("environ")), mark));
      tell("memory", () -> memoryHolds(process, secret));
    } finally {
      keeper.destroyForcibly();
    }
  }

  private interface Look {
    boolean found() throws IOException;
  }

  private static void tell(String what, Look look) throws IOException {
    try {
      System.out.println(what + (look.found() ? " read" : " without it"));
    } catch (AccessDeniedException e) {
      System.out.println(what + " refused");
    }
  }

  private static boolean memoryHolds(Path process, byte[] secret) throws IOException {
    try (FileChannel memory = FileChannel.open(process.resolve("mem"))) {
      for (String line : Files.readAllLines(process.resolve("maps"))) {
        List<String> words = List.of(line.split(" ", -1));
        if (words.get(1).startsWith("rw")) {
          int dash = words.getFirst().indexOf('-');
          long begin = Long.parseLong(words.getFirst(), 0, dash, 16);
          long end = Long.parseLong(words.getFirst(), dash + 1, words.getFirst().length(), 16);
          if (regionHolds(memory, begin, end, secret)) {
            return true;
          }
        }
      }
      return false;
    }
  }

  private static boolean regionHolds(FileChannel memory, long begin, long end, byte[] secret) {
    for (long at = begin; at < end; at += CHUNK - secret.length) {
      byte[] chunk = new byte[(int) Math.min(CHUNK, end - at)];
      try {
        if (memory.read(ByteBuffer.wrap(chunk), at) > 0 && holds(chunk, secret)) {
          return true;
        }
      } catch (IOException e) {
        return false; // a page that is not there: the secret is elsewhere
      }
    }
    return false;
  }

  private static boolean holds(byte[] bytes, byte[] part) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .contains(new String(part, StandardCharsets.ISO_8859_1));
  }
}
