package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
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

  private static int most(LabProcess.Result result) {
    return Integer.parseInt(result.out().strip().split("\\s+", -1)[0]);
  }
}
