package dev.botbottle.acceptance;

import dev.botbottle.testkit.lab.Account;
import dev.botbottle.testkit.lab.Lab;
import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * What an attacker finds around a bottle: a home with a canary, a project with files that execute
 * by themselves, services and processes of the host, and the attack scripts' knowledge of them.
 */
final class Surroundings implements AutoCloseable {
  /** An allowed host. */
  static final String DOCS = "docs.example.com";

  /** A host without a route. */
  static final String EVIL = "evil.example.net";

  static final String CANARY = "canary-in-the-home-of-the-user";
  static final String BEFORE = "written before the session\n";

  private static final String EVIL_IPV4 = "203.0.113.66";
  private static final String EVIL_IPV6 = "2001:db8::66";
  private static final String ABSTRACT = "bottle-acceptance";
  private static final String HOST_SLEEP = "98765";
  private static final String OTHER_SLEEP = "87654";

  /** Everything here executes by itself; see the launcher's list. */
  private static final List<String> SELF_EXECUTING =
      List.of(
          ".envrc",
          ".mcp.json",
          ".vscode/tasks.json",
          ".idea/workspace.xml",
          ".husky/pre-commit",
          ".devcontainer/devcontainer.json",
          ".claude/settings.json",
          ".yarnrc.yml",
          ".mvn/jvm.config",
          "gradlew",
          "bottle.jsonc",
          "claude-bottle.json");

  private final Scene scene;
  private final List<LabProcess> processes = new ArrayList<>();
  private final Map<String, String> protectedBefore;

  private Surroundings(Scene scene) {
    this.scene = scene;
    scene.write(scene.home().resolve("private-of-the-user/canary"), CANARY + "\n");
    scene.write(scene.home().resolve("out.log"), BEFORE);
    scene.write(scene.home().resolve("err.log"), "");
    scene.manifest(
        """
        {
          "bottles": {
            "default": {
              "env": { "DEPLOY_TOKEN": { "value": "${DEPLOY_TOKEN}", "hosts": ["deploy.example.com"] } },
              "egress": {
                "allowlist": [
                  { "host": "docs.example.com", "ports": [80, 443], "methods": ["GET", "POST"] },
                  "deploy.example.com"
                ]
              }
            }
          }
        }
        """);
    makeProject();
    protectedBefore = protectedNow();
    startServices();
  }

  /** The hosts of the internet; add the model. */
  static List<Site> sites() {
    return List.of(Site.echo(DOCS), Site.echo(EVIL, EVIL_IPV4, EVIL_IPV6));
  }

  static Surroundings of(Scene scene) {
    return new Surroundings(scene);
  }

  private void makeProject() {
    Path project = scene.project();
    scene.write(project.resolve("notes.txt"), "before\n");
    scene.write(
        project.resolve("settings.ini"), "user=me\nkey=" + Secrets.plantedKey() + "\nlast=line\n");
    for (String name : SELF_EXECUTING) {
      scene.write(project.resolve(name), name.endsWith("json") ? "{}\n" : "# as it was\n");
    }
    LabProcess.Result made =
        scene.shell(
            "git init -q -b main . && git config user.name me && git config user.email me@example.com"
                + " && git add notes.txt && git commit -q -m first");
    if (made.exit() != 0) {
      throw new IllegalStateException("could not make the project: " + made.err());
    }
  }

  /** Writes what the scripts have to know, with the digest of a token they are to look for. */
  void tell(String token) {
    Map<String, String> values = new TreeMap<>();
    values.put("USER_HOME", scene.home().toString());
    values.put("CANARY_FILE", scene.home().resolve("private-of-the-user/canary").toString());
    // In halves, so that nothing that looks for the whole finds this file.
    values.put("CANARY_1", CANARY.substring(0, 10));
    values.put("CANARY_2", CANARY.substring(10));
    values.put("ROOT_FILE", rootFile().toString());
    values.put("HOST4", Lab.HOST_IPV4);
    values.put("HOST6", Lab.HOST_IPV6);
    values.put("EVIL4", EVIL_IPV4);
    values.put("EVIL6", EVIL_IPV6);
    values.put("PROXY", "http://127.0.0.1:3128");
    values.put("HOST_SOCKET", scene.lab().hostSocket().toString());
    values.put("ABSTRACT", ABSTRACT);
    values.put("TOKEN_SHA256", Secrets.sha256(token));
    values.put("HOST_SLEEP_1", HOST_SLEEP.substring(0, 2));
    values.put("HOST_SLEEP_2", HOST_SLEEP.substring(2));
    values.put("OTHER_SLEEP_1", OTHER_SLEEP.substring(0, 2));
    values.put("OTHER_SLEEP_2", OTHER_SLEEP.substring(2));
    scene.write(scene.project().resolve("values.sh"), Attempts.values(values));
  }

  private Path rootFile() {
    Path file = scene.lab().directory().resolve("of-root");
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, "for root only\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        scene.lab().give(file, Account.ROOT);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void startServices() {
    run(List.of("sleep", HOST_SLEEP));
    awaitLine(
        run(
            List.of(
                "python3",
                "-uc",
                """
                import os, socket, threading
                def serve(address):
                    s = socket.socket(socket.AF_UNIX)
                    s.bind(address)
                    s.listen()
                    while True:
                        c, _ = s.accept()
                        c.sendall(b"hello")
                        print("GREETED", address)
                        c.close()
                threading.Thread(target=serve, args=("\\0%s",)).start()
                threading.Thread(target=serve, args=("service.sock",)).start()
                while not os.path.exists("service.sock"): pass
                os.chmod("service.sock", 0o777)
                print("SERVING")
                """
                    .formatted(ABSTRACT))),
        "SERVING");
  }

  /** Starts a listener that another bottle, or the host, is to have. */
  static String listener() {
    return """
    import os, socket, subprocess, threading
    # Returns once the program runs, so that whoever sees LISTENING sees it too.
    child = subprocess.Popen(["sleep", "%s"]).pid
    def serve(family, address):
        s = socket.socket(family)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        s.bind((address, 7777))
        s.listen()
        print("LISTENING", flush=True)
        while True:
            c, _ = s.accept()
            print("REACHED", flush=True)
            c.recv(1000)
            c.sendall(b"HTTP/1.0 200 OK\\r\\n\\r\\n")
            c.close()
    threading.Thread(target=serve, args=(socket.AF_INET6, "::")).start()
    threading.Thread(target=serve, args=(socket.AF_INET, "0.0.0.0")).start()
    os.waitpid(child, 0)
    """
        .formatted(OTHER_SLEEP);
  }

  /** Starts a command of the user's that ends with the surroundings. */
  LabProcess run(List<String> command) {
    LabProcess process = scene.start(command, Map.of());
    processes.add(process);
    return process;
  }

  /** Waits until a process said something. */
  static void awaitLine(LabProcess process, String line) {
    Instant end = Instant.now().plus(Duration.ofSeconds(40));
    while (!process.out().contains(line)) {
      if (!process.alive() || Instant.now().isAfter(end)) {
        throw new IllegalStateException(
            "never said " + line + ": " + process.out() + process.err());
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** Whether one of the services of the host was reached. */
  boolean greeted() {
    return processes.stream().anyMatch(process -> process.out().contains("GREETED"));
  }

  /** The content of everything that executes by itself, as it was. */
  Map<String, String> protectedBefore() {
    return protectedBefore;
  }

  /** The same as it is. */
  Map<String, String> protectedNow() {
    Map<String, String> found = new TreeMap<>();
    List<String> names = new ArrayList<>(SELF_EXECUTING);
    names.add(".git/config");
    for (String name : names) {
      try {
        found.put(name, Files.readString(scene.project().resolve(name)));
      } catch (IOException e) {
        found.put(name, "not readable: " + e);
      }
    }
    try (var hooks = Files.list(scene.project().resolve(".git/hooks"))) {
      hooks.forEach(hook -> found.put(hook.getFileName().toString(), "a hook"));
    } catch (IOException e) {
      found.put(".git/hooks", "not readable: " + e);
    }
    return found;
  }

  @Override
  public void close() {
    processes.forEach(LabProcess::close);
  }
}
