package dev.botbottle.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A server of WebSockets and gRPC on loopback, {@code compatibility/talk.mjs}, which needs Node. It
 * sends each message back and keeps what came.
 */
final class TalkServer implements AutoCloseable {
  static final String HOST = "talk.example.com";

  /**
   * A message.
   *
   * @param kind a WebSocket's opcode, or the first byte of a message of gRPC
   * @param payload a character for each byte
   */
  record Message(int kind, String payload) {}

  /**
   * What a client said.
   *
   * @param head of its request, as HTTP/1.1 has it, without the empty line
   * @param messages in order
   */
  record Conversation(String head, List<Message> messages) {}

  private final Path log;
  private final Process process;
  private final String address;

  private TalkServer(Path log, Process process, String address) {
    this.log = log;
    this.process = process;
    this.address = address;
  }

  /**
   * Starts one.
   *
   * @param folder for its files
   * @param identity its certificate and key as PEM
   */
  static TalkServer start(Path folder, String identity) throws IOException {
    Path script = folder.resolve("talk.mjs");
    try (InputStream in =
        Objects.requireNonNull(
            TalkServer.class.getResourceAsStream("compatibility/talk.mjs"), "talk.mjs")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    Path pem = Files.writeString(folder.resolve("talk.pem"), identity);
    Path log = folder.resolve("talk.log");
    Process process =
        new ProcessBuilder("node", script.toString(), pem.toString(), log.toString())
            .redirectError(folder.resolve("talk.err").toFile())
            .start();
    String port = line(process.getInputStream());
    if (port.isEmpty()) {
      throw new IOException(
          "no server: " + Files.readString(folder.resolve("talk.err"), StandardCharsets.UTF_8));
    }
    return new TalkServer(log, process, "127.0.0.1:" + port);
  }

  private static String line(InputStream in) throws IOException {
    String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
    return line == null ? "" : line;
  }

  /** Where it listens, as {@code ADDRESS:PORT}. */
  String address() {
    return address;
  }

  /** Ends it; what was said to it, in the order in which the conversations ended. */
  List<Conversation> end() throws IOException {
    close();
    List<Conversation> all = new ArrayList<>();
    for (String line : Files.readAllLines(log, StandardCharsets.US_ASCII)) {
      String[] words = line.split(" ", -1);
      List<Message> messages = new ArrayList<>();
      for (int i = 1; i < words.length; i++) {
        int colon = words[i].indexOf(':');
        messages.add(
            new Message(
                Integer.parseInt(words[i].substring(0, colon)),
                decoded(words[i].substring(colon + 1))));
      }
      all.add(new Conversation(decoded(words[0]), messages));
    }
    return all;
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close(); // which it takes as the word to end
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
