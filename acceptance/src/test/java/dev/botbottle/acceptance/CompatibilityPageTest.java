package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Writes the table of docs/compatibility.md by doing what it says, with the clients of this machine
 * in bottles, at the registries they are configured for and at servers on loopback. What it says of
 * a client must be so; versions may differ from machine to machine.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompatibilityPageTest {
  private static final Path PAGE = Product.checkout().resolve("docs/compatibility.md");
  private static final String BEGIN = "<!-- made by CompatibilityPageTest -->\n";
  private static final String END = "<!-- end -->";
  private static final String HEAD =
      "| client | tried with | what it did | works | to know |\n|---|---|---|---|---|\n";

  private final Map<String, String> rows = new LinkedHashMap<>();
  private ClientRuns runs;

  @BeforeAll
  void open() throws IOException {
    runs = ClientRuns.open();
  }

  @AfterAll
  void close() throws IOException {
    if (Boolean.getBoolean("write.pages")) {
      String page = Files.readString(PAGE);
      Files.writeString(
          PAGE,
          page.substring(0, page.indexOf(BEGIN) + BEGIN.length())
              + HEAD
              + String.join("", rows.values())
              + page.substring(page.indexOf(END)));
    }
    runs.close();
  }

  /** {@code -Dwrite.pages=true} writes the table anew. */
  @TestFactory
  List<DynamicTest> eachClientDoesWhatThePageSays() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    List<String> written = table();
    for (ClientCase row : ClientRuns.cases()) {
      tests.add(
          dynamicTest(
              row.client(),
              () -> {
                String missing = row.missing();
                assumeTrue(missing.isEmpty(), () -> "there is no " + missing + " on this machine");
                Outcome outcome = run(row);
                rows.put(row.client(), line(row, outcome.version(), outcome.works()));
                assertThat(written)
                    .as(outcome.story())
                    .contains(withoutVersion(line(row, "", outcome.works())));
              }));
    }
    return tests;
  }

  @Test
  void thePageHasARowForEachClientAndNoOther() throws IOException {
    List<String> expected =
        ClientRuns.cases().stream()
            .map(row -> withoutVersion(line(row, "", "")))
            .map(CompatibilityPageTest::client)
            .toList();
    assertThat(table())
        .extracting(CompatibilityPageTest::client)
        .containsExactlyElementsOf(expected);
  }

  /**
   * How a client fared.
   *
   * @param version what it calls itself
   * @param works yes, yes with denials, or no
   * @param story what was seen, for a failing test
   */
  private record Outcome(String version, String works, String story) {}

  private Outcome run(ClientCase row) throws IOException {
    ThisMachine.Session session = runs.run(row);
    String version = "";
    for (String line : session.out().lines().toList()) {
      if (line.startsWith("@@ version ")) {
        version = line.substring("@@ version ".length()).strip();
      }
    }
    // Whether a client that leaves without a word does so before it is taken for silent is chance.
    boolean quiet =
        session.denials().stream()
                .allMatch(denial -> denial.rule().equals("silent") && row.note().contains("silent"))
            && session.findings().isEmpty();
    boolean worked =
        session.exit() == 0
            && !session.requests().isEmpty()
            && (!row.client().equals("git fetch") || coded());
    String works = worked ? quiet ? "yes" : "yes, with denials" : "**no**";
    return new Outcome(
        version,
        works,
        session.exit() + session.out() + session.err() + session.denials() + session.findings());
  }

  /** Whether a request of git's was coded, which is what that row is about. */
  private boolean coded() {
    return runs.machine().requests("git.example.com").stream()
        .anyMatch(request -> request.header("Content-Encoding").orElse("").equals("gzip"));
  }

  private static String line(ClientCase row, String version, String works) {
    return "| " + String.join(" | ", row.client(), version, row.does(), works, row.note()) + " |\n";
  }

  /** The table's lines without the versions, which are the writing machine's. */
  private static List<String> table() throws IOException {
    String page = Files.readString(PAGE);
    String table = page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END));
    return table
        .substring(Math.min(HEAD.length(), table.length()))
        .lines()
        .map(CompatibilityPageTest::withoutVersion)
        .toList();
  }

  private static String withoutVersion(String line) {
    String[] cells = line.strip().split("\\|", -1);
    cells[2] = "";
    return String.join("|", cells);
  }

  private static String client(String line) {
    return line.split("\\|", -1)[1].strip();
  }
}
