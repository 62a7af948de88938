package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.policy.SecretRenewal;
import dev.botbottle.scan.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginWatchTest {
  @TempDir private Path root;
  private Path file;
  private LoginWatch watch;

  @BeforeEach
  void signIn() throws IOException {
    file = root.resolve("login.json");
    renewAs("first");
    watch =
        new LoginWatch(
            "claude",
            new SecretOrigin.JsonField(file, List.of("claudeAiOauth", "accessToken")),
            new SecretReader(Hosts.in(root), question -> Secret.of("")),
            Secret.of("first"));
  }

  @Test
  void aRenewedLoginIsTakenUpOnce() throws IOException {
    assertThat(watch.look()).isEmpty();
    renewAs("second");
    assertThat(watch.look()).contains(new SecretRenewal("claude", Secret.of("second")));
    assertThat(watch.look()).isEmpty();
    renewAs("third");
    assertThat(watch.look()).contains(new SecretRenewal("claude", Secret.of("third")));
  }

  @Test
  void oneRenewedBeforeTheFirstLookIsTakenUpToo() throws IOException {
    renewAs("second");
    assertThat(watch.look()).contains(new SecretRenewal("claude", Secret.of("second")));
  }

  @Test
  void theSameLoginWrittenAnewIsNothingNew() throws IOException {
    assertThat(watch.look()).isEmpty();
    renewAs("first");
    assertThat(watch.look()).isEmpty();
  }

  @Test
  void aLoginThatIsGoneHalfWrittenOrEmptyKeepsTheOneThereWas() throws IOException {
    Files.delete(file);
    assertThat(watch.look()).isEmpty();
    Files.writeString(file, "{\"claudeAiOauth\": {\"accessTok");
    assertThat(watch.look()).isEmpty();
    Files.writeString(file, "{\"claudeAiOauth\": {\"accessToken\": \"\"}}");
    assertThat(watch.look()).isEmpty();
    renewAs("second");
    assertThat(watch.look()).contains(new SecretRenewal("claude", Secret.of("second")));
  }

  private void renewAs(String token) throws IOException {
    Path draft =
        Files.writeString(
            root.resolve("draft"), "{\"claudeAiOauth\": {\"accessToken\": \"" + token + "\"}}");
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
