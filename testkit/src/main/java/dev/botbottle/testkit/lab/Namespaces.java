package dev.botbottle.testkit.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The namespaces of the lab's host: network, mounts and processes, and below an ordinary user a
 * user namespace around them. They live as long as a shell that reads from this process; with it
 * ends every process inside.
 */
final class Namespaces implements AutoCloseable {
  private static final int WAIT_SECONDS = 20;

  private final Lab.Kind kind;
  private final Process holder;
  private final long target;

  private Namespaces(Lab.Kind kind, Process holder, long target) {
    this.kind = kind;
    this.holder = holder;
    this.target = target;
  }

  static Namespaces open(Lab.Kind kind) throws IOException {
    List<String> command = new ArrayList<>(privileges(kind));
    command.add("unshare");
    if (kind == Lab.Kind.USER) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    command.addAll(List.of("--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"));
    command.addAll(List.of("--propagation", "private"));
    // The shell is the first process of its namespace and buries orphans, which cat alone does not.
    command.addAll(List.of("sh", "-c", "echo ready; cat >/dev/null; exit 0"));
    Process holder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = holder.inputReader(StandardCharsets.US_ASCII);
    if (!"ready".equals(out.readLine())) {
      throw new LabException("the lab's namespaces cannot be made; are user namespaces allowed?");
    }
    long target =
        holder
            .children()
            .findFirst()
            .orElseThrow(() -> new LabException("the lab's namespaces have no process"))
            .pid();
    return new Namespaces(kind, holder, target);
  }

  /** What comes before a command so that it begins with the privileges the lab is to have. */
  private static List<String> privileges(Lab.Kind kind) {
    return kind == Lab.Kind.USER && LabUser.isRoot()
        ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")
        : List.of();
  }

  /** The command that runs {@code command} in the host's network only. */
  List<String> inNetwork(List<String> command) {
    return enter(List.of("--net"), command);
  }

  /** The command that runs {@code command} in a new network, owned as the host's is. */
  List<String> inNewNetwork(List<String> command) {
    List<String> unshared = new ArrayList<>(List.of("unshare", "--net", "--"));
    unshared.addAll(command);
    return enter(List.of("--net"), unshared);
  }

  /** The command that runs {@code command} on the host. */
  List<String> inHost(Account account, List<String> command) {
    List<String> into = new ArrayList<>(List.of("--net", "--mount", "--pid"));
    List<String> last = new ArrayList<>();
    if (account == Account.USER) {
      switch (kind) {
        case ROOT -> into.addAll(List.of("--setuid", "1000", "--setgid", "1000"));
        case USER ->
            last.addAll(List.of("unshare", "--user", "--map-user=1000", "--map-group=1000", "--"));
      }
    }
    last.addAll(command);
    return enter(into, last);
  }

  private List<String> enter(List<String> namespaces, List<String> command) {
    List<String> whole = new ArrayList<>(privileges(kind));
    whole.addAll(List.of("nsenter", "--target", Long.toString(target)));
    if (kind == Lab.Kind.USER) {
      whole.addAll(List.of("--user", "--preserve-credentials"));
    }
    whole.addAll(namespaces);
    whole.add("--");
    whole.addAll(command);
    return whole;
  }

  /** Runs iproute2 with one command a line in the network of a process. */
  void ip(long pid, String lines) {
    List<String> command = new ArrayList<>(privileges(kind));
    command.addAll(List.of("nsenter", "--target", Long.toString(pid)));
    if (kind == Lab.Kind.USER) {
      command.addAll(List.of("--user", "--preserve-credentials"));
    }
    command.addAll(List.of("--net", "--", "ip", "-batch", "-"));
    run(command, lines);
  }

  long target() {
    return target;
  }

  /** Replaces what stands at a path of the host. */
  void mount(String file, String over) {
    run(enter(List.of("--mount"), List.of("mount", "--bind", file, over)), "");
  }

  void runOnMounts(List<String> command) {
    run(enter(List.of("--mount"), command), "");
  }

  private static void run(List<String> command, String input) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.US_ASCII));
      }
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new LabException("could not run " + command + ": " + out.strip());
      }
    } catch (IOException e) {
      throw new LabException("could not run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }

  /** Ends every process of the host, and with them its namespaces. */
  @Override
  public void close() {
    try {
      holder.getOutputStream().close();
      if (!holder.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)) {
        holder.destroyForcibly();
      }
    } catch (IOException e) {
      holder.destroyForcibly();
    } catch (InterruptedException e) {
      holder.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
