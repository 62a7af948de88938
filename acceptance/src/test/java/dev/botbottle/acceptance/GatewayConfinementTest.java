package dev.botbottle.acceptance;

import static dev.botbottle.acceptance.CallsWithin.number;
import static dev.botbottle.acceptance.CallsWithin.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.botbottle.acceptance.CallsWithin.Argument;
import dev.botbottle.acceptance.CallsWithin.Call;
import dev.botbottle.backends.bubblewrap.AlteredLaunch;
import dev.botbottle.testkit.lab.Account;
import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a stranger who took a session's gateway over could do on the host: the gateway of a running
 * session is itself made to try it. The control makes a program that is not confined try the same.
 */
class GatewayConfinementTest {
  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int ESRCH = 3;
  private static final int EACCES = 13;
  private static final int EINVAL = 22;
  private static final int EROFS = 30;
  private static final int EAFNOSUPPORT = 97;

  private static final int READ = 0;
  private static final int WRITE = 1;
  private static final int CREATE = 0x41; // O_CREAT | O_WRONLY

  private static final Call PROCESS_ID = Call.of(39);
  private static final Call USER_ID = Call.of(102);

  private static final Map<Runner, Held> HELD = new EnumMap<>(Runner.class);

  /** Has a request served for each line of its input and says the line then. */
  private static final String AGENT =
      "while read line; do curl -s -o page https://docs.example.com/ && echo $line; done";

  /**
   * What is tried.
   *
   * @param sentence what names it
   * @param refusal the number of the error it comes to
   * @param call how
   */
  private record Attempt(String sentence, int refusal, Call call) {}

  /**
   * A session whose gateway has served a request: it is confined.
   *
   * @param scene where it runs
   * @param session its command
   * @param other another process of its user's
   */
  private record Held(Scene scene, LabProcess session, LabProcess other) {
    static Held begin(Runner runner) {
      Scene scene = Scene.open(runner, Site.echo("docs.example.com"));
      scene.manifest(
          """
          { "bottles": { "default": { "egress": { "allowlist": [ "docs.example.com" ] } } } }
          """);
      // Process ids that no thread of a gateway has in its own namespace.
      scene.lab().run(Account.ROOT, "echo 20000 >/proc/sys/kernel/ns_last_pid");
      Held held =
          new Held(
              scene,
              scene.bottle(Map.of(), "start", "shell", "--yes", "--", "-c", AGENT),
              scene.start(List.of("sleep", "1000"), Map.of()));
      scene.write(held.ofTheUser(), "");
      scene.write(held.ofTheProject(), "");
      serve(held.session(), "FIRST");
      return held;
    }

    Path ofTheUser() {
      return scene.home().resolve("kept/letter");
    }

    Path ofTheProject() {
      return scene.project().resolve("source");
    }

    Path folder() {
      return scene.sessions().getFirst();
    }

    long gateway() {
      return SessionPart.GATEWAY_PROGRAM.of(scene, folder());
    }
  }

  /** Has a session's gateway serve a request. */
  private static void serve(LabProcess session, String word) {
    try {
      session.in().write((word + "\n").getBytes(StandardCharsets.US_ASCII));
      session.in().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Surroundings.awaitLine(session, word);
  }

  private static Held held(Runner runner) {
    runner.assume();
    return HELD.computeIfAbsent(runner, Held::begin);
  }

  @AfterAll
  static void close() {
    HELD.values().forEach(held -> held.scene().close());
    HELD.clear();
  }

  @ParameterizedTest
  @EnumSource
  void theGatewayIsRefusedWhatAStrangerWouldTryInItAndServesOn(Runner runner) throws Exception {
    Held held = held(runner);
    List<Attempt> attempts = new ArrayList<>(attempts(held));
    attempts.addAll(starts());
    List<Call> calls = new ArrayList<>(List.of(USER_ID, PROCESS_ID));
    attempts.forEach(attempt -> calls.add(attempt.call()));
    List<Long> results = made(held.gateway(), calls);
    assertThat(results.subList(0, 2)).as("the gateway's own ids").containsExactly(65534L, 1L);
    Map<String, Long> wanted = new TreeMap<>();
    Map<String, Long> came = new TreeMap<>();
    for (int i = 0; i < attempts.size(); i++) {
      wanted.put(attempts.get(i).sentence(), (long) -attempts.get(i).refusal());
      came.put(attempts.get(i).sentence(), results.get(i + 2));
    }
    assertThat(came).isEqualTo(wanted);
    serve(held.session(), "AGAIN");
  }

  @Test
  void aProgramThatIsNotConfinedIsRefusedNoneOfIt() throws Exception {
    Held held = held(Runner.ROOT);
    Map<String, Long> refused = new TreeMap<>(refused(held, attempts(held)));
    for (Attempt start : starts()) {
      refused.putAll(refused(held, List.of(start)));
    }
    assertThat(refused).isEmpty();
  }

  /** The control of its being alone: bubblewrap's own first process has no filter of its calls. */
  @Test
  void aGatewayThatIsNotAloneWritesToTheFirstProcessOfItsSandbox() throws Exception {
    Scene scene = held(Runner.ROOT).scene();
    Programs programs = Programs.copiedTo(scene.lab().directory().resolve("classes"));
    Set<Long> before = scene.lab().processes().keySet();
    try (LabProcess session =
        scene.start(
            programs.command(
                AlteredLaunch.class, Product.runtime().toString(), "GATEWAY_ALONE", AGENT),
            Map.of())) {
      serve(session, "FIRST");
      SortedMap<Long, String> running = scene.lab().processes();
      running.keySet().removeAll(before);
      running.values().removeIf(words -> !words.startsWith("/bottle/runtime/bin/java "));
      assertThat(running).hasSize(1);
      Call opening =
          new Call(257, List.of(number(-100), text("/proc/1/mem"), number(2), number(0)));
      assertThat(made(running.firstKey(), List.of(PROCESS_ID, opening))).first().isEqualTo(2L);
      assertThat(made(running.firstKey(), List.of(opening))).allMatch(result -> result >= 0);
    }
  }

  /** What a program of root's on the host is refused, with the error. */
  private static Map<String, Long> refused(Held held, List<Attempt> attempts) throws Exception {
    Map<String, Long> refused = new TreeMap<>();
    try (LabProcess open =
        held.scene().start(List.of("python3", "-uc", "print('UP'); input()"), Map.of())) {
      Surroundings.awaitLine(open, "UP");
      List<Long> results = made(open.pid(), attempts.stream().map(Attempt::call).toList());
      for (int i = 0; i < attempts.size(); i++) {
        if (results.get(i) < 0) {
          refused.put(attempts.get(i).sentence(), results.get(i));
        }
      }
    }
    return refused;
  }

  @ParameterizedTest
  @EnumSource
  void noThreadOfTheGatewayHasACapabilityOrIsWithoutAFilter(Runner runner) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + held(runner).gateway() + "/task"))) {
      List<List<String>> states =
          threads
              .map(GatewayConfinementTest::confinement)
              .filter(state -> !state.isEmpty())
              .toList();
      assertThat(states)
          .hasSizeGreaterThan(1)
          .containsOnly(
              List.of(
                  "CapInh 0000000000000000",
                  "CapPrm 0000000000000000",
                  "CapEff 0000000000000000",
                  "CapBnd 0000000000000000",
                  "CapAmb 0000000000000000",
                  "NoNewPrivs 1",
                  "Seccomp 2"));
    }
  }

  /** The lines of proc_pid_status(5) on it; none when the thread has just ended. */
  private static List<String> confinement(Path thread) {
    try {
      return Files.readAllLines(thread.resolve("status")).stream()
          .filter(line -> line.matches("(Cap\\w+|NoNewPrivs|Seccomp):.*"))
          .map(line -> line.replaceAll(":\\s+", " "))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theGatewayIsAloneAndSeesItsRuntimeItsRootsAndNothingOfTheUsers(Runner runner) {
    Held held = held(runner);
    String process = "/proc/" + Scene.inside(held.gateway());
    String root = process + "/root";
    assertThat(lines(held, "ls " + root + "/proc | grep '^[0-9]'")).containsExactly("1");
    assertThat(lines(held, "ls -A " + root))
        .contains("bottle", "lib")
        .isSubsetOf("bottle", "dev", "etc", "lib", "lib32", "lib64", "proc", "tmp", "usr");
    assertThat(lines(held, "ls -A " + root + "/usr")).isSubsetOf("lib", "lib32", "lib64");
    assertThat(lines(held, "ls -A " + root + "/bottle")).containsExactly("roots.pem", "runtime");
    assertThat(lines(held, "ls -A " + root + "/tmp")).isEmpty();
    assertThat(lines(held, "ls -A " + root + "/etc"))
        .contains("resolv.conf")
        .isSubsetOf(
            "gai.conf",
            "host.conf",
            "hosts",
            "ld.so.cache",
            "localtime",
            "nsswitch.conf",
            "resolv.conf");
  }

  /** What it holds open it could read without a name. An ordinary user's lab is not told. */
  @ParameterizedTest
  @EnumSource(names = {"ROOT", "ORDINARY_USER"})
  void theGatewayHoldsNoFileOfTheUsersOpenButTheSessionsOwn(Runner runner) {
    Held held = held(runner);
    String process = "/proc/" + Scene.inside(held.gateway());
    String ledger = held.folder().resolve("ledger.jsonl").toString();
    String log = held.folder().resolve("gateway.log").toString();
    assertThat(lines(held, "for file in " + process + "/fd/*; do readlink $file; done"))
        .contains(ledger)
        .allMatch(file ->
            file.equals(ledger)
                || file.equals(log)
                || file.startsWith("/bottle/runtime/")
                || file.matches("(pipe|socket|anon_inode):.*|/dev/(u?random|null)"));
  }

  private static List<String> lines(Held held, String command) {
    return held.scene().lab().run(Account.ROOT, command).out().lines().toList();
  }

  private static List<Long> made(long pid, List<Call> calls) throws IOException {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"),
        "not tried: calls are made within another process on x86-64 alone");
    try {
      return CallsWithin.make(pid, calls);
    } catch (CallsWithin.Refused e) {
      return abort("not tried: this host lets no process be traced (" + e.getMessage() + ")");
    }
  }

  private static List<Attempt> attempts(Held held) {
    String other = Scene.inside(held.other().pid());
    long process = Long.parseLong(other);
    assertThat(process).isGreaterThan(20_000);
    Path record = held.folder().resolve("session.properties");
    return List.of(
        opens("a file in the user's home is read", ENOENT, READ, held.ofTheUser().toString()),
        opens("a file of the workspace is read", ENOENT, READ, held.ofTheProject().toString()),
        opens("the accounts' passwords are read", ENOENT, READ, "/etc/shadow"),
        opens("the session's record is read", ENOENT, READ, record.toString()),
        opens("another process's environment is read", ENOENT, READ, "/proc/" + other + "/environ"),
        opens("a file is left behind", EROFS, CREATE, "/tmp/left-behind"),
        opens("the host's name servers are changed", EACCES, WRITE, "/etc/resolv.conf"),
        opens("a setting of the kernel is changed", EACCES, WRITE, "/proc/sys/kernel/hostname"),
        calls("another process is signalled", ESRCH, 62, process, 0),
        calls("another process is traced", EPERM, 101, 0x4206, process, 0, 0), // PTRACE_SEIZE
        calls("another process's memory is read", EPERM, 310, process, 0, 0, 0, 0, 0),
        calls("a Unix socket is made", EAFNOSUPPORT, 41, 1, 1, 0),
        calls("a packet socket is made", EAFNOSUPPORT, 41, 17, 3, 0),
        calls("the kernel's events are heard", EAFNOSUPPORT, 41, 16, 3, 15),
        calls("a raw socket is made", EPERM, 41, 2, 3, 1),
        calls("a keyring is used", EPERM, 250, 0, -3, 1),
        new Attempt(
            "its root is made writable",
            EPERM,
            new Call(
                165,
                List.of(
                    number(0),
                    text("/"),
                    number(0),
                    number(0x1020), // MS_REMOUNT | MS_BIND
                    number(0)))),
        new Attempt("its root is changed", EPERM, new Call(161, List.of(text("/")))),
        calls("a process is made by fork", EPERM, 57),
        calls("a process is made by vfork", EPERM, 58),
        calls("a process is made by clone", EPERM, 56, 17, 0, 0, 0, 0), // SIGCHLD
        calls("a user namespace is made", EPERM, 56, 0x10000011, 0, 0, 0, 0), // and CLONE_NEWUSER
        calls("a network is made", EPERM, 272, 0x40000000), // CLONE_NEWNET
        calls("it becomes root", EINVAL, 105, 0),
        calls("it joins root's group", EINVAL, 106, 0),
        // Behind all others: the control keeps this capability alone.
        new Attempt("a capability is gained", EPERM, new Call(126, capability())));
  }

  /** Each of them ends what a program that is not confined was. */
  private static List<Attempt> starts() {
    Argument program = text("/proc/self/exe"); // there wherever it is tried
    return List.of(
        new Attempt(
            "a program is started", EPERM, new Call(59, List.of(program, number(0), number(0)))),
        new Attempt(
            "a program is started by its descriptor",
            EPERM,
            new Call(
                322, List.of(number(-100), program, number(0), number(0), number(0))))); // AT_FDCWD
  }

  private static Attempt opens(String sentence, int refusal, int mode, String path) {
    return new Attempt(
        sentence,
        refusal,
        new Call(257, List.of(number(-100), text(path), number(mode), number(0600))));
  }

  private static Attempt calls(String sentence, int refusal, int number, long... arguments) {
    return new Attempt(sentence, refusal, Call.of(number, arguments));
  }

  /** capset(2)'s header of version 3 for the caller, and CAP_SYS_ADMIN, effective and permitted. */
  private static List<Argument> capability() {
    return List.of(
        new Argument.Bytes("22050820" + "00000000"),
        new Argument.Bytes("00002000" + "00002000" + "00000000" + "00".repeat(12)));
  }
}
