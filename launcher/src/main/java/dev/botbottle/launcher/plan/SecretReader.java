package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.InheritedEnvironment;
import dev.botbottle.launcher.host.JsonMembers;
import dev.botbottle.launcher.host.Trees;
import dev.botbottle.launcher.host.UserProgram;
import dev.botbottle.launcher.registry.ClientLogins;
import dev.botbottle.scan.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads the values of secrets at launch, each from where the plan says. */
public final class SecretReader {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Asks the user without echo. */
  public interface Asker {
    /** The answer. */
    Secret ask(String question);
  }

  private final Host host;
  private final Asker asker;
  private final Duration patience;

  /** A reader for this host. */
  public SecretReader(Host host, Asker asker) {
    this(host, asker, PATIENCE);
  }

  SecretReader(Host host, Asker asker, Duration patience) {
    this.host = host;
    this.asker = asker;
    this.patience = patience;
  }

  /**
   * The value of a secret.
   *
   * @throws BottleException when it cannot be had or is empty; the message names the source only
   */
  public Secret read(String name, SecretOrigin origin) {
    Secret secret =
        switch (origin) {
          case SecretOrigin.Variable variable ->
              Secret.of(host.variable(variable.name()).orElse(""));
          case SecretOrigin.FileContent file -> fileContent(name, file.path());
          case SecretOrigin.PrivateKey key -> privateKey(name, key.path());
          case SecretOrigin.JsonField login -> jsonField(name, login);
          case SecretOrigin.ClientLogin login -> new ClientLogins(host).read(login);
          case SecretOrigin.ProxyLogin proxy ->
              CompanyProxy.login(host.variable(proxy.variable()).orElse(""));
          case SecretOrigin.Command command -> output(name, command.command());
          case SecretOrigin.Question question -> asker.ask(question.text());
        };
    if (secret.length() == 0) {
      throw failure(name, origin.toString(), "it is empty or not set");
    }
    return secret;
  }

  private static Secret fileContent(String name, Path path) {
    try {
      byte[] bytes = Files.readAllBytes(path);
      return secret(bytes);
    } catch (IOException e) {
      throw failure(name, path.toString(), "it cannot be read");
    }
  }

  /** PKCS #8 as RFC 7468 §10 writes it, which is what the gateway reads. */
  private static Secret privateKey(String name, Path path) {
    Secret key = fileContent(name, path);
    byte[] text = key.reveal();
    boolean pkcs8 = contains(text, "-----BEGIN " + "PRIVATE KEY-----");
    Arrays.fill(text, (byte) 0);
    if (!pkcs8) {
      throw failure(
          name,
          path.toString(),
          "it is no PKCS #8 key without a password; 'openssl pkcs8 -topk8 -nocrypt' makes one");
    }
    return key;
  }

  private static boolean contains(byte[] text, String word) {
    byte[] wanted = word.getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at + wanted.length <= text.length; at++) {
      if (Arrays.equals(text, at, at + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }

  /** The secret without the line end; the bytes are cleared. */
  private static Secret secret(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
      end--;
    }
    byte[] value = Arrays.copyOf(bytes, end);
    Arrays.fill(bytes, (byte) 0);
    Secret secret = Secret.of(value);
    Arrays.fill(value, (byte) 0);
    return secret;
  }

  private static Secret jsonField(String name, SecretOrigin.JsonField login) {
    try (JsonParser json =
        new JsonFactory()
            .createParser(ObjectReadContext.empty(), Files.readAllBytes(login.path()))) {
      json.nextToken();
      for (String field : login.field()) {
        if (!JsonMembers.enter(json, field)) {
          return Secret.of("");
        }
      }
      return json.currentToken() == JsonToken.VALUE_STRING
          ? Secret.of(json.getString())
          : Secret.of("");
    } catch (IOException | JacksonException e) {
      // The parser's message may quote the text around the fault: leave it out.
      throw failure(name, login.path().toString(), "it is not the JSON file it should be");
    }
  }

  /** Runs in an empty directory, so that no project's setting counts. */
  private Secret output(String name, List<String> command) {
    Path empty = null;
    try {
      empty = Files.createTempDirectory("bottle");
      UserProgram.Answer answer =
          UserProgram.ask(
              command,
              empty,
              InheritedEnvironment.OF_A_SECRETS_COMMAND.without(host.secretVariables()),
              ProcessBuilder.Redirect.INHERIT,
              patience);
      byte[] bytes = answer.output();
      if (answer.exit() != 0) {
        Arrays.fill(bytes, (byte) 0);
        throw failure(
            name,
            "command:" + command.getFirst(),
            answer.exit() == UserProgram.TOO_LATE
                ? "it did not end in " + patience.toSeconds() + " s"
                : "it ended with exit code " + answer.exit());
      }
      return secret(bytes);
    } catch (IOException e) {
      throw failure(name, "command:" + command.getFirst(), "it cannot be run");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(name, "command:" + command.getFirst(), "it was interrupted");
    } finally {
      if (empty != null) {
        Trees.remove(empty);
      }
    }
  }

  private static BottleException failure(String name, String source, String why) {
    return new BottleException(
        ExitCode.NO_SECRET,
        "could not get the secret " + name + " from " + source + ": " + why,
        "nothing was started; set it or name another source in bottle.jsonc");
  }
}
