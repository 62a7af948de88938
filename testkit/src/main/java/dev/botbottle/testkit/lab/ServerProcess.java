package dev.botbottle.testkit.lab;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A running {@link LabServers}, seen from the test. */
final class ServerProcess implements AutoCloseable {
  private static final int WAIT_SECONDS = 30;

  private final Process process;
  private final DataOutputStream in;
  private final List<Seen> seen;
  private final BlockingQueue<String> words = new LinkedBlockingQueue<>();

  /** Starts one; what it sees is added to {@code seen}, which is its own lock. */
  ServerProcess(List<String> command, Path log, List<Seen> seen) throws IOException {
    this.seen = seen;
    process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.to(log.toFile())).start();
    in = new DataOutputStream(process.getOutputStream());
    Thread.ofPlatform().daemon().name("lab-servers").start(this::listen);
    expect("hello");
  }

  long pid() {
    return process.pid();
  }

  void serve(Wire.Order order) throws IOException {
    Wire.write(order, in);
    expect("ready");
  }

  /** Returns when everything that arrived before is in the list. */
  void sync() {
    try {
      in.writeByte(Wire.SYNC);
      in.flush();
    } catch (IOException e) {
      throw new LabException("a server process of the lab is gone", e);
    }
    expect("synced");
  }

  private void expect(String word) {
    try {
      String said = words.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (!word.equals(said)) {
        throw new LabException("a server process of the lab said " + said + ", not " + word);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }

  private void listen() {
    try (DataInputStream out = new DataInputStream(process.getInputStream())) {
      while (true) {
        int word = out.readUnsignedByte();
        switch (word) {
          case Wire.HELLO -> words.add("hello");
          case Wire.READY -> words.add("ready");
          case Wire.SYNCED -> words.add("synced");
          case Wire.FAILED -> words.add(out.readUTF());
          case Wire.SEEN -> {
            Seen next = Wire.readSeen(out);
            synchronized (seen) {
              seen.add(next);
            }
          }
          default -> throw new IOException("unknown word " + word);
        }
      }
    } catch (EOFException e) {
      words.add("nothing more");
    } catch (IOException e) {
      words.add(e.toString());
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      process.destroyForcibly();
    }
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
