package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Caches of the host's package clients below a layer of the session's own. */
class CachesTest {
  @ParameterizedTest
  @EnumSource
  void aCacheIsReadAndChangedInsideAndStaysAsItIsOutside(Runner runner) throws IOException {
    runner.assume();
    try (Scene scene = Scene.open(runner, Site.echo("docs.example.com"))) {
      Path cache = scene.home().resolve(".m2/repository");
      scene.write(cache.resolve("org/a/a.jar"), "fetched\n");
      scene.write(cache.resolve("org/b/b.jar"), "other\n");
      Path owners = scene.write(cache.resolve("org/owners.txt"), "of the owner alone\n");
      Files.setPosixFilePermissions(owners, PosixFilePermissions.fromString("rw-------"));
      scene.write(scene.home().resolve(".m2/settings.xml"), "with a password\n");
      scene.manifest("{ \"bottles\": { \"default\": { \"caches\": [\"maven\", \"npm\"] } } }");
      LabProcess.Result result =
          scene.bottleToItsEnd(
              "start",
              "shell",
              "--yes",
              "--",
              "-c",
              """
              cd ~/.m2/repository || exit 1
              cat org/a/a.jar org/owners.txt
              echo changed > org/a/a.jar && cat org/a/a.jar
              rm org/b/b.jar && ls org/b
              mkdir -p org/c && echo new > org/c/c.jar && cat org/c/c.jar
              ls -A /bottle/layers ~/.m2
              """);
      assertThat(result.exit()).as(result.err()).isZero();
      assertThat(result.out())
          .isEqualTo(
              "fetched\nof the owner alone\nchanged\nnew\n"
                  + "/bottle/layers:\n\n"
                  + scene.home()
                  + "/.m2:\nrepository\n");
      assertThat(result.err())
          .contains("maven: " + cache)
          .contains("the cache of npm stays outside: there is no");
      assertThat(cache.resolve("org/a/a.jar")).hasContent("fetched");
      assertThat(cache.resolve("org/b/b.jar")).exists();
      assertThat(cache.resolve("org/c")).doesNotExist();
      assertThat(scene.sessions()).noneMatch(session -> Files.exists(session.resolve("home")));
    }
  }
}
