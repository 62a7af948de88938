package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.FilesHandler;
import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Request;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logins that the user's own clients have work inside, where nobody ever sees them. */
class HostLoginsTest {
  private static final String NPM_TOKEN = "npm-" + Secrets.deployToken();
  private static final String GIT_TOKEN = "git-" + Secrets.deployToken();

  @TempDir Path folder;

  private static final String MANIFEST =
      """
      { "bottles": {
          "default": { "egress": { "allowlist": [
            { "preset": "npm" },
            { "host": "git.example.com", "secret": { "from": "env:GIT_TOKEN", "basic": true } },
            "open.example.com" ] } } } }
      """;

  @ParameterizedTest
  @EnumSource
  void npmReadsItsRegistryWithTheUsersLoginWhichIsNotInside(Runner runner) throws IOException {
    runner.assume();
    packages("lib", "@acme%2fdeep");
    try (Scene scene = Scene.open(runner, files("npm.example.com"), files("git.example.com"))) {
      scene.manifest(MANIFEST);
      scene.write(
          scene.home().resolve(".npmrc"),
          "registry=https://npm.example.com/\n//npm.example.com/:_authToken=" + NPM_TOKEN + "\n");
      LabProcess.Result result =
          run(
              scene,
              "npm view lib version; npm view @acme/deep version;"
                  + " curl -s -H 'Authorization: Bearer other' -o /dev/null -w '%{http_code}\\n'"
                  + " https://npm.example.com/lib;"
                  + " cat ~/.npmrc; env; cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline; echo END");
      assertThat(result.out())
          .as(result.err())
          .contains("END", "3.2.1\n3.2.1\n403\n", "registry=https://npm.example.com/")
          .doesNotContain(NPM_TOKEN);
      assertThat(result.err())
          .contains("npm login for npm.example.com from npm:" + scene.home() + "/.npmrc")
          .doesNotContain(NPM_TOKEN);
      List<Request> requests = scene.lab().requests("npm.example.com");
      assertThat(requests).extracting(Request::path).contains("/lib", "/@acme%2fdeep");
      assertThat(requests)
          .allSatisfy(request ->
              assertThat(request.header("Authorization")).contains("Bearer " + NPM_TOKEN));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRemoteWrittenForSshIsAskedOverHttpsWhereALoginIsBound(Runner runner) throws IOException {
    runner.assume();
    ServedRepository.in(folder);
    try (Scene scene = Scene.open(runner, files("git.example.com"), files("open.example.com"))) {
      scene.manifest(MANIFEST.replace("{ \"preset\": \"npm\" },", ""));
      LabProcess.Result result =
          run(
              scene,
              "git clone -q git@git.example.com:repo.git a && cat a/file;"
                  + " git clone -q ssh://git@git.example.com/repo.git b && cat b/file;"
                  + " cd a && git fetch -q && echo FETCHED; git remote get-url origin;"
                  + " git clone -q git@open.example.com:repo.git c || echo REFUSED; echo END");
      assertThat(result.out())
          .as(result.err())
          .isEqualTo(
              """
              kept in the repository
              kept in the repository
              FETCHED
              https://git.example.com/repo.git
              REFUSED
              END
              """);
      String pair = "x-access-token:" + GIT_TOKEN;
      String basic =
          "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
      List<Request> requests = scene.lab().requests("git.example.com");
      assertThat(requests)
          .isNotEmpty()
          .allSatisfy(request -> assertThat(request.header("Authorization")).contains(basic));
      assertThat(scene.lab().requests("open.example.com")).isEmpty();
    }
  }

  private Site files(String host) {
    return new Site(host, List.of(), FilesHandler.class, folder.toString(), Site.Certificate.VALID);
  }

  private void packages(String... names) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String name : names) {
      Files.writeString(
          folder.resolve(name),
          "{\"name\":\"x\",\"dist-tags\":{\"latest\":\"3.2.1\"},\"versions\":{\"3.2.1\":"
              + "{\"name\":\"x\",\"version\":\"3.2.1\"}}}");
    }
  }

  private static LabProcess.Result run(Scene scene, String command) throws IOException {
    try (LabProcess process =
        scene.bottle(
            Map.of("GIT_TOKEN", GIT_TOKEN), "start", "shell", "--yes", "--", "-c", command)) {
      process.in().close();
      return process.await(Duration.ofMinutes(1));
    }
  }
}
