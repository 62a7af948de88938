package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.botbottle.testkit.lab.FilesHandler;
import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Ordinary programs in a bottle reach what is allowed without being told of a gateway. */
class ClientsTest {
  private static final String FAMILY = "clients";

  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> ordinaryProgramsReachWhatIsAllowed() throws IOException {
    ServedRepository.in(folder);
    List<DynamicTest> tests = new ArrayList<>();
    // Root's bottles have ids of their own, which is one way more for a file not to be readable.
    for (Runner runner : EnumSet.of(Runner.first(), ordinary())) {
      tests.addAll(tests(runner));
    }
    return tests;
  }

  private static Runner ordinary() {
    return Runner.first() == Runner.ROOT ? Runner.ORDINARY_USER : Runner.USER_IN_A_USER_NAMESPACE;
  }

  private List<DynamicTest> tests(Runner runner) throws IOException {
    List<Attempts.Attempt> attempts = tried(runner);
    assertThat(attempts).hasSizeGreaterThan(12);
    assertThat(attempts).extracting(Attempts.Attempt::sentence).contains("python requests");
    List<DynamicTest> tests = new ArrayList<>();
    for (Attempts.Attempt attempt : attempts) {
      tests.add(
          dynamicTest(
              runner + ": " + attempt.sentence(),
              () -> assertThat(attempt.verdict()).as(attempt.toString()).isEqualTo("done")));
    }
    return tests;
  }

  private List<Attempts.Attempt> tried(Runner runner) throws IOException {
    Site git =
        new Site(
            "git.example.com",
            List.of(),
            FilesHandler.class,
            folder.toString(),
            Site.Certificate.VALID);
    try (Scene scene = Scene.open(runner, Site.echo("docs.example.com"), git)) {
      scene.manifest(
          """
          {
            "bottles": {
              "default": {
                "egress": {
                  "allowlist": [
                    "git.example.com",
                    { "host": "docs.example.com", "ports": [80, 443] }
                  ]
                }
              }
            }
          }
          """);
      scene.write(
          scene.project().resolve("values.sh"),
          Attempts.values(Map.of("PROXY", "http://127.0.0.1:3128")));
      try (LabProcess process =
          scene.bottle(Map.of(), "start", "shell", "--yes", "--", "-c", Attempts.script(FAMILY))) {
        process.in().close();
        LabProcess.Result result = process.await(Duration.ofMinutes(3));
        assertThat(result.exit()).as(result.err()).isZero();
        return Attempts.parse(FAMILY, result.out());
      }
    }
  }
}
