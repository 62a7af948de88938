package dev.botbottle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.session.ProcessIdentity;
import dev.botbottle.launcher.session.SessionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a crashed session left is cleared away by whatever command comes next. */
class ReapingTest extends CommandTest {
  private static final String ID = "shell-aaaaa";
  private static final Map<String, List<String>> WORDS =
      Map.of(
          "add", List.of("nothing-here"),
          "explain", List.of("https://a.example/"),
          "export", List.of("reviewer"),
          "login", List.of("claude"),
          "ledger", List.of("key"),
          "logs", List.of("nothing-here"),
          "start", List.of("nobody"),
          "stop", List.of("nothing-here"));

  static List<String> commands() {
    Map<String, Command> commands = new TreeMap<>(Cli.commands());
    commands.remove("completion");
    return List.copyOf(commands.keySet());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandClearsAway(String command) {
    crashed();
    run(command, WORDS.getOrDefault(command, List.of()));
    assertThat(messages()).contains("session " + ID + " had crashed");
    assertThat(new SessionStore(host().state()).active()).isEmpty();
  }

  @Test
  void completionAndADryRunTouchNothing() {
    crashed();
    run("completion", List.of("--words", "agents"));
    run("start", List.of("nobody", "--dry-run"));
    assertThat(messages()).doesNotContain("crashed");
    assertThat(new SessionStore(host().state()).active()).containsExactly(ID);
  }

  private void run(String command, List<String> more) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(more);
    try {
      Cli.run(words, this::host);
    } catch (BottleException e) {
      // Whatever the command itself made of it.
    }
  }

  /** A session whose supervisor has ended without a word. */
  private void crashed() {
    ProcessIdentity here = ProcessIdentity.current();
    ProcessIdentity gone =
        new ProcessIdentity(here.boot(), here.namespace(), here.pid(), here.startTime() - 1);
    SessionStore store = new SessionStore(host().state());
    store.prepare("aaaaa");
    store.create(record(ID, "", "", gone), "aaaaa");
  }
}
