package dev.botbottle.acceptance;

import dev.botbottle.testkit.lab.Account;
import dev.botbottle.testkit.lab.Lab;
import dev.botbottle.testkit.lab.LabException;
import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Seen;
import dev.botbottle.testkit.lab.Site;
import dev.botbottle.testkit.model.ModelCall;
import dev.botbottle.testkit.model.ModelScript;
import dev.botbottle.testkit.model.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One session of the real Claude Code under a model that tells it to try everything, and what was
 * observed of it from outside.
 */
record HostileRun(
    String token,
    LabProcess.Result result,
    String out,
    String err,
    List<Attempts.Attempt> attempts,
    List<ModelCall> calls,
    List<Seen> seen,
    Set<String> expectedAddresses,
    boolean serviceGreeted,
    String otherBottle,
    Set<String> tokenSeenIn,
    int looks,
    List<String> tokenInFiles,
    Map<String, String> protectedBefore,
    Map<String, String> protectedAfter,
    List<String> foreignFiles,
    List<String> setIdFiles,
    List<String> processesLeft,
    List<String> transientLeft,
    String mountsBefore,
    String mountsAfter,
    String running,
    String all) {
  /** What the model says last. */
  static final String LAST_WORDS = "the hostile model has nothing more to say";

  static HostileRun of(Runner runner) throws IOException {
    Path claude = Product.claude();
    List<Turn> turns = new ArrayList<>();
    for (String family : Attempts.HOSTILE) {
      turns.add(new Turn.Bash(Attempts.script(family)));
    }
    turns.add(new Turn.Bash("cat settings.ini"));
    turns.add(new Turn.Bash(Attempts.script(Attempts.WORK)));
    turns.add(new Turn.Text(LAST_WORDS));
    List<Site> sites = new ArrayList<>();
    sites.add(ModelScript.anthropic(turns));
    sites.addAll(Surroundings.sites());
    try (Scene scene = Scene.open(runner, sites.toArray(Site[]::new));
        Surroundings around = Surroundings.of(scene)) {
      scene.lab().mount(claude, Files.createFile(scene.tools().resolve("claude")));
      return observed(scene, around);
    }
  }

  private static HostileRun observed(Scene scene, Surroundings around) throws IOException {
    Lab lab = scene.lab();
    String token = Secrets.claudeToken();
    around.tell(token);
    Path neighbour = scene.home().resolve("other");
    scene.write(neighbour.resolve("file"), "");
    LabProcess other =
        scene.bottle(
            Map.of("DEPLOY_TOKEN", Secrets.deployToken()),
            "start",
            "shell",
            "--yes",
            "--workspace",
            neighbour.toString(),
            "--",
            "-c",
            "exec python3 -uc '" + Surroundings.listener() + "'");
    Surroundings.awaitLine(other, "LISTENING");
    String mountsBefore = mounts(lab);
    List<String> before = scene.processes();
    LabProcess.Result result;
    Set<String> seenIn;
    int looks;
    try (Watch watch = Watch.begin(token, scene.state())) {
      try (LabProcess agent =
          scene.start(
              List.of(
                  "sh",
                  "-c",
                  "exec "
                      + Product.bottle()
                      + " start claude --yes -p go >>../out.log 2>>../err.log"),
              Map.of("CLAUDE_BOTTLE_OAUTH_TOKEN", token, "DEPLOY_TOKEN", Secrets.deployToken()))) {
        agent.in().close();
        result = agent.await(Duration.ofSeconds(90));
      } catch (LabException e) {
        throw new IllegalStateException(story(scene), e);
      }
      seenIn = watch.found();
      looks = watch.rounds();
    }
    List<String> left = new ArrayList<>(scene.processes());
    before.forEach(left::remove);
    String mountsAfter = mounts(lab);
    String running = scene.bottleToItsEnd("list").out();
    String all = scene.bottleToItsEnd("list", "--all").out();
    other.signal("TERM");
    LabProcess.Result neighbourEnd = other.await(Duration.ofSeconds(20));
    List<ModelCall> calls =
        ModelCall.of(
            lab.requests(ModelScript.ANTHROPIC).stream()
                .filter(request -> !request.target().contains("attempt-"))
                .toList());
    List<Attempts.Attempt> attempts = new ArrayList<>();
    List<String> results = calls.isEmpty() ? List.of() : calls.getLast().toolResults();
    String out = Files.readString(scene.home().resolve("out.log"));
    String err = Files.readString(scene.home().resolve("err.log"));
    List<String> families = new ArrayList<>(Attempts.HOSTILE);
    families.add("the secret");
    families.add(Attempts.WORK);
    if (results.size() != families.size()) {
      throw new IllegalStateException(
          "the agent made " + results.size() + " calls: " + result + out + err + results);
    }
    for (int i = 0; i < families.size(); i++) {
      if (!families.get(i).equals("the secret")) {
        attempts.addAll(Attempts.parse(families.get(i), results.get(i)));
      }
    }
    List<String> inFiles = new ArrayList<>();
    inFiles.addAll(Watch.files(scene.state(), Secrets.disguises(token)));
    inFiles.addAll(Watch.files(scene.project(), Secrets.disguises(token)));
    return new HostileRun(
        token,
        result,
        out,
        err,
        attempts,
        calls,
        lab.seen(),
        // of the first two sites, as Java writes them
        Set.of("203.0.113.10", "2001:db8:0:0:0:0:0:a", "203.0.113.11", "2001:db8:0:0:0:0:0:b"),
        around.greeted(),
        neighbourEnd.out(),
        seenIn,
        looks,
        inFiles,
        around.protectedBefore(),
        around.protectedNow(),
        foreign(scene),
        setId(scene),
        left,
        transientFiles(scene),
        mountsBefore,
        mountsAfter,
        running,
        all);
  }

  /** What is known of a session that did not come to its end. */
  private static String story(Scene scene) throws IOException {
    StringBuilder story = new StringBuilder("the session did not end\n");
    for (String name : List.of("out.log", "err.log")) {
      story.append(Files.readString(scene.home().resolve(name)));
    }
    ModelCall.of(scene.lab().requests(ModelScript.ANTHROPIC))
        .forEach(call -> story.append("--- ").append(call.lastToolResult()).append('\n'));
    scene.processes().forEach(words -> story.append("running: ").append(words).append('\n'));
    return story.toString();
  }

  private static String mounts(Lab lab) {
    return lab.run(Account.ROOT, "cut -d ' ' -f 4,5 /proc/self/mountinfo").out();
  }

  /** Files of the project that do not belong to the user who has it. */
  private static List<String> foreign(Scene scene) throws IOException {
    Object owner = Files.getAttribute(scene.project(), "unix:uid");
    return project(
        scene,
        path -> !owner.equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)));
  }

  private static List<String> setId(Scene scene) throws IOException {
    return project(
        scene,
        path ->
            ((Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 06000)
                != 0);
  }

  private interface Test {
    boolean of(Path path) throws IOException;
  }

  private static List<String> project(Scene scene, Test test) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(scene.project())) {
      walk.forEach(all::add);
    }
    List<String> found = new ArrayList<>();
    for (Path path : all) {
      if (test.of(path)) {
        found.add(path.toString());
      }
    }
    return found;
  }

  private static List<String> transientFiles(Scene scene) {
    List<String> found = new ArrayList<>();
    for (Path session : scene.sessions()) {
      for (String name : List.of("home", "files")) {
        if (Files.exists(session.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
          found.add(session.resolve(name).toString());
        }
      }
    }
    return found;
  }
}
