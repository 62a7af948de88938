package dev.botbottle.testkit.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A command that runs on the lab's host. Closing it kills it; its own children may live on. */
public final class LabProcess implements AutoCloseable {
  private final Process process;
  private final Collector out;
  private final Collector err;

  LabProcess(Process process) {
    this.process = process;
    out = new Collector(process.getInputStream());
    err = new Collector(process.getErrorStream());
  }

  /**
   * What became of a command.
   *
   * @param exit its exit code, 128 + n for a signal
   * @param out its standard output
   * @param err its standard error
   */
  public record Result(int exit, String out, String err) {}

  /** Gathers a stream on a thread of its own. */
  private static final class Collector {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Thread thread;

    Collector(InputStream in) {
      thread =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try (in) {
                  in.transferTo(bytes);
                } catch (IOException e) {
                  // The pipe broke: what came before is kept.
                  return;
                }
              });
    }

    String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  /** Its standard input. */
  public OutputStream in() {
    return process.getOutputStream();
  }

  /** What it wrote to standard output so far. */
  public String out() {
    return out.text();
  }

  /** What it wrote to standard error so far. */
  public String err() {
    return err.text();
  }

  /** Its process id outside the lab. */
  public long pid() {
    // nsenter stays as the parent of what it started in another process namespace.
    return process.children().findFirst().map(ProcessHandle::pid).orElse(process.pid());
  }

  /** Sends it a signal by name, such as {@code TERM}. */
  public void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    } catch (IOException e) {
      throw new LabException("could not send a signal", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }

  /** Whether it still runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Its result; throws {@link LabException} with what it wrote when it takes too long. */
  public Result await(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        close();
        throw new LabException("still running after " + limit + ": " + out() + err());
      }
      // A child that lives on may keep the pipes open.
      out.thread.join(1_000);
      err.thread.join(1_000);
      return new Result(process.exitValue(), out(), err());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
