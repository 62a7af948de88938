package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The limits of a bottle that are enforced. */
class LimitsTest {
  private static final String MANY =
      """
      import os, resource, time
      try:
          resource.setrlimit(resource.RLIMIT_NPROC, (1000, 1000))
          lifted = 'lifted'
      except (ValueError, OSError):
          lifted = 'kept'
      children = []
      try:
          while len(children) < 60:
              child = os.fork()
              if child == 0:
                  time.sleep(30)
                  os._exit(0)
              children.append(child)
      except OSError:
          pass
      for child in children:
          os.kill(child, 9)
      print(len(children), lifted)
      """;

  private static LabProcess.Result run(Runner runner, String resources) {
    try (Scene scene = Scene.open(runner)) {
      scene.manifest("{ \"bottles\": { \"default\": { " + resources + " } } }");
      return scene.bottleToItsEnd("start", "--yes", "--", "python3", "-c", MANY);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBottleRunsNoMoreProcessesThanItMayAndCannotLiftTheLimit(Runner runner) {
    runner.assume();
    LabProcess.Result limited = run(runner, "\"resources\": { \"processes\": 30 }");
    assertThat(limited.out()).as(limited.err()).endsWith(" kept\n");
    assertThat(most(limited)).as(limited.err()).isBetween(10, 29);
    assertThat(limited.err()).contains("processes 30 (enforced: processes)");
    LabProcess.Result free = run(runner, "");
    assertThat(most(free)).as(free.err()).isEqualTo(60);
  }

  private static final String GREEDY =
      """
      import os, time
      kept = []
      for _ in range(200):
          kept.append(bytearray(os.urandom(1) * (1 << 20)))
      begin, used = time.monotonic(), time.process_time()
      while time.monotonic() < begin + 1.5:
          pass
      print('had', len(kept), 'share', (time.process_time() - used) / 1.5)
      """;

  private static LabProcess.Result greedy(Scene scene, String resources) {
    scene.manifest("{ \"bottles\": { \"default\": { \"resources\": { " + resources + " } } } }");
    return scene.bottleToItsEnd("start", "--yes", "--", "python3", "-c", GREEDY);
  }

  /** Root may make control groups everywhere; what stands for the cgroup v2 of others is unit. */
  @Test
  void memoryAndProcessorsAreLimitedWhereControlGroupsCanBeMade() {
    Runner.ROOT.assume();
    try (Scene scene = Scene.open(Runner.ROOT)) {
      LabProcess.Result free = greedy(scene, "\"memory\": \"1g\", \"cpus\": 8");
      assertThat(free.exit()).as(free.err()).isZero();
      assertThat(free.err())
          .contains("(enforced: memory, cpus)")
          .doesNotContain("are not enforced", "memory, processor and disk use");
      LabProcess.Result slow = greedy(scene, "\"cpus\": 0.2");
      assertThat(share(slow)).as(slow.err()).isLessThan(0.4);
      // Nobody knows how much of the machine others have.
      assertThat(share(free)).isGreaterThan(1.5 * share(slow));
      LabProcess.Result small = greedy(scene, "\"memory\": \"64m\", \"disk\": \"1g\"");
      assertThat(small.exit()).as(small.err()).isEqualTo(137);
      assertThat(small.out()).doesNotContain("had");
      assertThat(small.err()).contains("the bottle's limits (disk 1g) are not enforced here");
      assertThat(groups()).isEmpty();
    }
  }

  @Test
  void controlGroupsOfASessionWhoseSupervisorWasKilledAreRemovedByTheNextCommand()
      throws Exception {
    Runner.ROOT.assume();
    try (Scene scene = Scene.open(Runner.ROOT)) {
      scene.manifest("{ \"bottles\": { \"default\": { \"resources\": { \"memory\": \"1g\" } } } }");
      try (LabProcess session =
          scene.bottle(Map.of(), "start", "--yes", "--", "sh", "-c", "echo ready; sleep 60")) {
        for (int i = 0; i < 200 && !session.out().contains("ready"); i++) {
          LockSupport.parkNanos(50_000_000);
        }
        assertThat(groups()).hasSize(1);
        session.signal("KILL");
        session.await(Duration.ofSeconds(20));
      }
      scene.bottleToItsEnd("list");
      assertThat(groups()).isEmpty();
    }
  }

  private static double share(LabProcess.Result result) {
    String[] words = result.out().strip().split(" ", -1);
    return Double.parseDouble(words[words.length - 1]);
  }

  /** The control groups of bottles on this machine. */
  private static List<Path> groups() {
    try (Stream<Path> all = Files.walk(Path.of("/sys/fs/cgroup"))) {
      return all.filter(path -> path.getFileName().toString().startsWith("bot-bottle-")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int most(LabProcess.Result result) {
    return Integer.parseInt(result.out().strip().split("\\s+", -1)[0]);
  }
}
