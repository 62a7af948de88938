package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.scan.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SecretReaderTest {
  private static final String VALUE = "hunter2-hunter2";

  @TempDir private Path root;

  @Test
  void aVariableIsReadFromTheUsersEnvironment() {
    assertThat(read(new SecretOrigin.Variable("TOKEN"))).isEqualTo(VALUE);
  }

  @Test
  void aFilesLineEndIsNoPartOfTheSecret() throws IOException {
    Path file = Files.writeString(root.resolve("token"), VALUE + "\r\n\n");
    assertThat(read(new SecretOrigin.FileContent(file))).isEqualTo(VALUE);
  }

  @Test
  void aPrivateKeyIsOneTheGatewayCanRead() throws IOException {
    String pem = "-----BEGIN %sKEY-----\nMIIB\n-----END %sKEY-----\n";
    Path key = Files.writeString(root.resolve("key"), pem.formatted("PRIVATE ", "PRIVATE "));
    assertThat(read(new SecretOrigin.PrivateKey(key))).contains("MIIB");
    for (String kind : List.of("RSA PRIVATE ", "EC PRIVATE ", "ENCRYPTED PRIVATE ", "PUBLIC ")) {
      Files.writeString(key, pem.formatted(kind, kind));
      refused(new SecretOrigin.PrivateKey(key), "openssl pkcs8 -topk8 -nocrypt");
    }
    refused(new SecretOrigin.PrivateKey(root.resolve("none")), "cannot be read");
  }

  @Test
  void aFieldIsReadOutOfALogin() throws IOException {
    Path file =
        Files.writeString(
            root.resolve("login.json"),
            """
            {"other": {"accessToken": "wrong", "deep": [1, {"a": 2}]},
             "claudeAiOauth": {"expiresAt": 1, "scopes": ["a"], "accessToken": "%s"}}
            """
                .formatted(VALUE));
    assertThat(read(new SecretOrigin.JsonField(file, List.of("claudeAiOauth", "accessToken"))))
        .isEqualTo(VALUE);
    refused(new SecretOrigin.JsonField(file, List.of("claudeAiOauth", "refreshToken")), "empty");
    refused(new SecretOrigin.JsonField(file, List.of("claudeAiOauth", "expiresAt")), "empty");
    refused(new SecretOrigin.JsonField(file, List.of("none", "accessToken")), "empty");
  }

  @Test
  void aLoginThatIsNoJsonIsRefusedWithoutAWordOfIt() throws IOException {
    Path file = Files.writeString(root.resolve("login.json"), "{\"a\": " + VALUE + "}");
    refused(new SecretOrigin.JsonField(file, List.of("a")), "not the JSON file");
  }

  @Test
  void aCommandsOutputIsReadFromAnEmptyDirectory() {
    assertThat(read(command("[ -z \"$(ls -A)\" ] && echo " + VALUE))).isEqualTo(VALUE);
  }

  @Test
  void aCommandThatFailsIsRefusedWithoutItsOutput() {
    refused(command("echo " + VALUE + "; exit 4"), "exit code 4");
    refused(new SecretOrigin.Command(List.of("/nonexistent/pass")), "cannot be run");
  }

  @Test
  @Timeout(20)
  void aCommandThatNeverEndsIsEnded() {
    refused(command("echo " + VALUE + "; sleep 60"), "did not end");
  }

  @Test
  void aQuestionIsAsked() {
    assertThat(read(new SecretOrigin.Question("Which?"))).isEqualTo("answer to Which?");
  }

  @Test
  void whatIsNotSetOrEmptyIsRefused() throws IOException {
    refused(new SecretOrigin.Variable("NONE"), "empty or not set");
    refused(new SecretOrigin.FileContent(root.resolve("none")), "cannot be read");
    refused(
        new SecretOrigin.FileContent(Files.writeString(root.resolve("empty"), "\n")),
        "empty or not set");
  }

  private String read(SecretOrigin origin) {
    return reader().read("key", origin).revealText();
  }

  private void refused(SecretOrigin origin, String why) {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> reader().read("key", origin))
        .withMessageContaining("key")
        .withMessageContaining(why)
        .satisfies(e -> {
          assertThat(e.exit()).isEqualTo(ExitCode.NO_SECRET);
          StringWriter all = new StringWriter();
          e.printStackTrace(new PrintWriter(all));
          assertThat(all.toString() + e.hint()).doesNotContain(VALUE);
        });
  }

  private static SecretOrigin command(String script) {
    return new SecretOrigin.Command(List.of("/bin/sh", "-c", script));
  }

  private SecretReader reader() {
    return new SecretReader(
        Hosts.in(root, "TOKEN", VALUE),
        question -> Secret.of("answer to " + question),
        Duration.ofMillis(1500));
  }
}
