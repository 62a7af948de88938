package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.Lab;
import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Seen;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server inside is shown on the host's loopback when that was asked for, and only there. */
class PublishTest {
  private static final int PORT = 5173;
  private static final String SERVER =
      "mkdir -p /tmp/w; cd /tmp/w; echo inside >page; exec python3 -m http.server --bind 127.0.0.1 "
          + PORT;

  @ParameterizedTest
  @EnumSource
  void aPublishedPortIsReachedFromTheHostsLoopbackAndNowhereElse(Runner runner) throws IOException {
    runner.assume();
    try (Scene scene = Scene.open(runner)) {
      String address = scene.shell("hostname -I").out().strip().split(" ", -1)[0];
      try (LabProcess session =
          scene.bottle(
              Map.of(),
              "start",
              "shell",
              "--yes",
              "--publish",
              Integer.toString(PORT),
              "--",
              "-c",
              "curl -s -m 2 http://127.0.0.1:" + Lab.HOST_SERVICE_PORT + "/; " + SERVER)) {
        assertThat(page(scene)).as(session.err()).isEqualTo("inside\n");
        assertThat(address).isNotEmpty();
        assertThat(scene.shell("curl -sS -m 3 http://" + address + ":" + PORT + "/page").exit())
            .isEqualTo(7); // curl(1): failed to connect
        assertThat(session.err()).contains("publish     127.0.0.1:5173", "browser");
        session.signal("TERM");
        session.await(Duration.ofSeconds(20));
        assertThat(scene.shell("curl -sS -m 3 http://127.0.0.1:" + PORT + "/page").exit())
            .isEqualTo(7);
        // The way is one way: nothing of the host's own services was reached from inside.
        assertThat(scene.lab().seen()).noneMatch(seen -> seen.side() == Seen.Side.HOST);
      }
      assertThat(scene.shell("curl -s http://127.0.0.1:" + Lab.HOST_SERVICE_PORT + "/").exit())
          .isZero();
      assertThat(scene.lab().seen()).anyMatch(seen -> seen.side() == Seen.Side.HOST);
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutTheOptionNothingListensOnTheHost(Runner runner) throws IOException {
    runner.assume();
    try (Scene scene = Scene.open(runner)) {
      try (LabProcess session =
          scene.bottle(
              Map.of(),
              "start",
              "shell",
              "--yes",
              "--",
              "-c",
              "(" + SERVER + ") & sleep 1; curl -s http://127.0.0.1:" + PORT + "/page; sleep 60")) {
        awaitOutput(session, "inside");
        assertThat(scene.shell("curl -sS -m 3 http://127.0.0.1:" + PORT + "/page").exit())
            .isEqualTo(7);
        session.signal("TERM");
        session.await(Duration.ofSeconds(20));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPortInUseIsRefusedBeforeAnythingRuns(Runner runner) throws IOException {
    runner.assume();
    try (Scene scene = Scene.open(runner)) {
      try (LabProcess user =
          scene.start(
              List.of("python3", "-m", "http.server", "--bind", "127.0.0.1", "5173"), Map.of())) {
        scene.write(scene.project().resolve("page"), "the user's own\n");
        assertThat(page(scene)).isEqualTo("the user's own\n");
        LabProcess.Result result =
            scene.bottleToItsEnd(
                "start", "shell", "--yes", "--publish", "5173", "--", "-c", "echo RAN");
        assertThat(result.exit()).isEqualTo(70);
        assertThat(result.out()).doesNotContain("RAN");
        assertThat(result.err()).contains("could not publish port 5173", "address in use");
        assertThat(scene.sessions()).isEmpty();
        assertThat(user.alive()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void afterTheSupervisorIsKilledNothingOfItIsLeft(Runner runner) throws IOException {
    runner.assume();
    try (Scene scene = Scene.open(runner)) {
      int before = scene.processes().size();
      try (LabProcess session =
          scene.bottle(
              Map.of(), "start", "shell", "--yes", "--publish", "5173", "--", "-c", SERVER)) {
        assertThat(page(scene)).isEqualTo("inside\n");
        session.signal("KILL");
        session.await(Duration.ofSeconds(20));
        for (int i = 0; i < 100 && scene.processes().size() > before; i++) {
          LockSupport.parkNanos(50_000_000);
        }
        assertThat(scene.processes()).hasSize(before);
        assertThat(scene.shell("curl -sS -m 3 http://127.0.0.1:" + PORT + "/page").exit())
            .isEqualTo(7);
      }
    }
  }

  /** What the host reads there, once something answers. */
  private static String page(Scene scene) {
    return scene
        .shell(
            "for i in $(seq 100); do curl -sf -m 3 http://127.0.0.1:"
                + PORT
                + "/page && exit; sleep 0.1; done")
        .out();
  }

  private static void awaitOutput(LabProcess session, String text) {
    for (int i = 0; i < 200 && !session.out().contains(text); i++) {
      LockSupport.parkNanos(50_000_000);
    }
    assertThat(session.out()).as(session.err()).contains(text);
  }
}
