package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.Account;
import dev.botbottle.testkit.lab.LabProcess;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host that keeps no roots where any system keeps them. */
class RootsTest {
  /** Counts what each program is told to trust instead of its own roots. */
  private static final String COUNT =
      "for file in $SSL_CERT_FILE $REQUESTS_CA_BUNDLE $PIP_CERT"
          + " $GRPC_DEFAULT_SSL_ROOTS_FILE_PATH; do grep -c BEGIN.CERT $file; done";

  @ParameterizedTest
  @EnumSource
  void programsThatAreToldWhatToTrustDoNotLosePublicRootsThere(Runner runner) {
    runner.assume();
    try (Scene scene = Scene.open(runner)) {
      scene
          .lab()
          .run(
              Account.ROOT,
              "for place in /etc/ssl /etc/pki; do"
                  + " test -d $place && mount -t tmpfs -o mode=755 tmpfs $place; done");
      assertThat(scene.shell("ls -A /etc/ssl /etc/pki 2>/dev/null").out())
          .doesNotContain("cert", "pem");
      LabProcess.Result result = scene.bottleToItsEnd("start", "shell", "--yes", "--", "-c", COUNT);
      assertThat(result.exit()).as(result.err()).isZero();
      assertThat(result.out().lines().map(Integer::valueOf))
          .as(result.err())
          .hasSize(4)
          .allMatch(roots -> roots > 50);
    }
  }
}
