package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.session.MarkedProcesses;
import dev.botbottle.posix.Child;
import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.Spawn;
import dev.botbottle.posix.SystemCallException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The process that keeps a user and, if wanted, a network namespace: bubblewrap around {@code cat},
 * which ends when the launcher's end of its input closes. bubblewrap rather than unshare(1),
 * because where AppArmor restricts user namespaces only bubblewrap has a profile.
 */
final class Holder implements AutoCloseable {
  private final Child child;
  private final Descriptor lifeline;
  private final int pid;

  private Holder(Child child, Descriptor lifeline, int pid) {
    this.child = child;
    this.lifeline = lifeline;
    this.pid = pid;
  }

  /**
   * How it is inside.
   *
   * @param uid the user id inside
   * @param gid the group id inside
   * @param network whether it keeps a network namespace too
   */
  record Inside(int uid, int gid, boolean network) {}

  /**
   * A program that is started in the namespaces beside the one that keeps them, sooner than it
   * could be entered into them.
   *
   * @param command its absolute path and arguments
   * @param in its descriptor 0
   * @param out its descriptor 1
   * @param error its descriptor 2
   * @param extra its descriptor 3, to read and to write
   */
  record Beside(
      List<String> command, Descriptor in, Descriptor out, Descriptor error, Descriptor extra) {
    Beside {
      command = List.copyOf(command);
    }

    private static final String SCRIPT =
        "\"$@\" 0<&4 1>&5 2>&6 3<&7 4<&- 5>&- 6>&- 7>&- & exec cat 4<&- 5>&- 6>&- 7>&-";

    private List<String> words() {
      List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh"));
      words.addAll(command);
      return words;
    }
  }

  /** The options; a pure function for tests. */
  static List<String> arguments(int uid, int gid, boolean network) {
    List<String> args = new ArrayList<>(List.of("--unshare-user"));
    if (network) {
      args.add("--unshare-net");
    }
    args.addAll(List.of("--uid", Integer.toString(uid), "--gid", Integer.toString(gid)));
    args.addAll(List.of("--cap-add", "ALL", "--die-with-parent"));
    args.addAll(List.of("--ro-bind", "/", "/"));
    // The shell opens it for a program in the background.
    args.addAll(List.of("--dev-bind", "/dev/null", "/dev/null"));
    args.addAll(List.of("--info-fd", "3", "--"));
    return args;
  }

  /** Starts one; on the launch thread. */
  static Holder start(
      BubblewrapProbe.Programs programs,
      SessionIds ids,
      String mark,
      Inside inside,
      Optional<Beside> beside) {
    Descriptor[] life = Descriptor.pipe();
    Descriptor[] ready = Descriptor.pipe();
    Descriptor[] error = Descriptor.pipe();
    Descriptor[] info = Descriptor.pipe();
    List<String> command = new ArrayList<>(ids.as(ids.agent()));
    command.add(programs.bubblewrap().toString());
    command.addAll(arguments(inside.uid(), inside.gid(), inside.network()));
    command.addAll(beside.map(Beside::words).orElse(List.of("cat")));
    try (Descriptor readyRead = ready[0];
        Descriptor errorRead = error[0];
        Descriptor infoRead = info[0]) {
      Child child;
      try (Descriptor lifeRead = life[0];
          Descriptor readyWrite = ready[1];
          Descriptor errorWrite = error[1];
          Descriptor infoWrite = info[1]) {
        Map<Integer, Descriptor> descriptors =
            new TreeMap<>(Map.of(0, lifeRead, 1, readyWrite, 2, errorWrite, 3, infoWrite));
        beside.ifPresent(program -> {
          descriptors.put(4, program.in());
          descriptors.put(5, program.out());
          descriptors.put(6, program.error());
          descriptors.put(7, program.extra());
        });
        Map<String, String> environment =
            Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C.UTF-8", MarkedProcesses.MARK, mark);
        child = Spawn.of(command, environment, descriptors).start();
      }
      // One byte through cat: the namespaces are complete and cat runs in them.
      try {
        life[1].output().writeAll(new byte[] {'\n'});
      } catch (SystemCallException e) {
        // It has ended already; what it said is read below.
      }
      boolean runs = readyRead.input().read() >= 0;
      if (!runs) {
        life[1].close();
        child.await();
        throw BubblewrapProbe.refused(text(errorRead.input()));
      }
      return new Holder(
          child,
          life[1],
          BubblewrapInfo.childPid(text(infoRead.input()))
              .orElseThrow(() -> new IOException("bubblewrap told no pid")));
    } catch (IOException e) {
      life[1].close();
      throw BubblewrapProbe.refused(String.valueOf(e.getMessage()));
    }
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** The process inside the namespaces. */
  int pid() {
    return pid;
  }

  /** bubblewrap's own process, the direct child. */
  int outerPid() {
    return child.pid();
  }

  /** Waits for its end, which must never come before the agent's. */
  void await() {
    child.await();
  }

  /** A handle to the user namespace. */
  Descriptor userNamespace() {
    return Descriptor.open("/proc/" + pid + "/ns/user", Descriptor.READ);
  }

  /** Lets the namespaces go. */
  @Override
  public void close() {
    lifeline.close();
    child.signal(9);
    child.await();
  }
}
