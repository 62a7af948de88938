package dev.botbottle.backends.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The arguments of everything a launch starts besides the agent's sandbox. */
class ProgramArgumentsTest {
  @Test
  void theHolderHasANetworkOfItsOwnAndItsPidIsTold() {
    assertThat(Holder.arguments(0, 0, true))
        .containsExactly(
            "--unshare-user",
            "--unshare-net",
            "--uid",
            "0",
            "--gid",
            "0",
            "--cap-add",
            "ALL",
            "--die-with-parent",
            "--ro-bind",
            "/",
            "/",
            "--dev-bind",
            "/dev/null",
            "/dev/null",
            "--info-fd",
            "3",
            "--");
    assertThat(Holder.arguments(5, 6, false))
        .doesNotContain("--unshare-net")
        .containsSequence("--uid", "5", "--gid", "6");
  }

  @Test
  void theGatewaySeesItsRuntimeItsRootsAndNothingOfTheUsers() {
    List<String> args =
        GatewayArguments.of(Path.of("/image"), Optional.of(Path.of("/etc/ssl/roots.crt")));
    assertThat(args)
        .contains("--unshare-user", "--unshare-pid", "--disable-userns", "--die-with-parent")
        .contains("--as-pid-1")
        .containsSequence("--cap-drop", "ALL")
        .containsSequence("--uid", "65534")
        .containsSequence("--ro-bind", "/image", "/bottle/runtime")
        .containsSequence("--ro-bind", "/etc/ssl/roots.crt", "/bottle/roots.pem")
        .containsSequence("--remount-ro", "/")
        .doesNotContain("--bind", "--dev-bind", "--cap-add", "--unshare-net", "--setenv");
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      if (args.get(i).startsWith("--ro-bind")) {
        shown.add(args.get(i + 1));
      }
    }
    assertThat(shown)
        .allMatch(source ->
            source.startsWith("/etc/")
                || source.equals("/image")
                || Set.of("/lib", "/lib64", "/lib32", "/usr/lib", "/usr/lib64").contains(source))
        .doesNotContain("/etc/passwd", "/etc/shadow", "/etc/ssl");
  }

  @Test
  void theProductsProgramsTakeNoDebuggerAndLeaveNoDump() {
    List<List<String>> commands =
        List.of(
            RuntimeCommand.gateway(Path.of("/r"), true),
            RuntimeCommand.publisher(Path.of("/r")),
            RuntimeCommand.listeners(Path.of("/r")));
    assertThat(commands)
        .allSatisfy(command ->
            assertThat(command)
                .startsWith("/r/bin/java")
                .contains(
                    "-XX:+DisableAttachMechanism",
                    "-XX:-UsePerfData",
                    "--enable-native-access=dev.botbottle.posix",
                    "-XX:-CreateCoredumpOnCrash",
                    "-XX:ErrorFile=/dev/null"));
  }

  @Test
  void theGatewaysCacheStaysWhereItIsOnlyIfItsAddressIsOfThisBuildAlone(@TempDir Path runtime)
      throws IOException {
    assertThat(RuntimeCommand.placed(runtime)).isFalse();
    Files.createDirectory(runtime.resolve("lib"));
    Files.createFile(runtime.resolve("lib/gateway.placed"));
    assertThat(RuntimeCommand.placed(runtime)).isTrue();
    assertThat(RuntimeCommand.gateway(runtime, true)).contains("-XX:ArchiveRelocationMode=0");
    assertThat(RuntimeCommand.gateway(runtime, false)).contains("-XX:ArchiveRelocationMode=1");
  }

  @Test
  void anOrdinaryUsersProcessesKeepTheirId() {
    SessionIds ids = SessionIds.ordinary(1234);
    assertThat(ids.as(ids.agent())).isEmpty();
    assertThat(ids.gateway()).isEqualTo(1234);
  }

  @Test
  void rootsProcessesGiveRootUpForTwoIdsNobodyHas() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 100; i++) {
      SessionIds ids = SessionIds.unprivileged(Path.of("/usr/bin/setpriv"), random);
      assertThat(ids.agent()).isGreaterThanOrEqualTo(0x70000000);
      assertThat(ids.gateway()).isNotEqualTo(ids.agent()).isPositive();
      assertThat(ids.as(ids.agent()))
          .containsExactly(
              "/usr/bin/setpriv",
              "--reuid=" + ids.agent(),
              "--regid=" + ids.agent(),
              "--clear-groups",
              "--inh-caps=-all",
              "--");
    }
  }
}
