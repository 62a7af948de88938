package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.Site;
import dev.botbottle.testkit.model.Turn;
import dev.botbottle.testkit.services.RelayHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Writes the benign corpus of the gateway's tests anew: the clients of docs/compatibility.md and
 * the real Claude Code do their work in bottles whose routes lead to loopback, where what they send
 * is kept and passed on to the registries. No test: {@code scripts/record-corpus} runs it.
 */
class CorpusRecording {
  private static final Path CORPUS =
      Product.checkout().resolve("gateway/src/test/resources/dev/botbottle/gateway");

  private static final String WRITTEN =
      """
      {"file_path":"Ids.java","content":"import java.util.UUID;\\n\\n\
      /** Ids, digests and what else looks like chance. */\\nclass Ids {\\n\
        static final UUID ID = UUID.fromString(\\"3f0c2f8e-6f5f-4d1a-9b57-0d6f6c0b8a11\\");\\n\
        static final String EMPTY =\\n\
            \\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\\";\\n\
        static final String IMAGE =\\n\
            \\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4\
      2mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\\";\\n}\\n"}
      """;

  /** What else an agent does, with much in it that looks like chance. */
  private static final Turn[] WORK = {
    new Turn.Bash("cat npm/package-lock.json maven/pom.xml; ls -laR npm maven | head -100"),
    new Turn.Bash(
        "find ~/.m2 -name '*.jar' | head -40 | xargs sha256sum;"
            + " find ~/.m2 -name '*.sha1' | xargs cat"),
    new Turn.Tool("Write", WRITTEN),
    new Turn.Tool("Read", "{\"file_path\":\"Ids.java\"}"),
    new Turn.Tool(
        "Edit",
        "{\"file_path\":\"Ids.java\",\"old_string\":\"class Ids\","
            + "\"new_string\":\"final class Ids\"}"),
    new Turn.Bash(
        "printf 'node_modules\\ntarget\\n' >.gitignore; git init -q . && git add ."
            + " && git -c user.name=Ann -c user.email=ann@example.com commit -q -m 'Begin'"
            + " && git log -p --stat | head -300; git ls-tree -r HEAD")
  };

  @Test
  void record() throws IOException {
    Map<String, Map<String, Integer>> registries = registries();
    List<Site> relays = new ArrayList<>();
    relays.add(BuildsTest.model(WORK));
    Map<String, String> names = new LinkedHashMap<>();
    registries.forEach((preset, hosts) ->
        hosts.forEach((host, port) -> {
          relays.add(
              ClientRuns.site(
                  host, RelayHandler.class, (port == 80 ? "http://" : "https://") + host));
          names.putIfAbsent(host, preset + (names.size() + 1) + ".example.com");
        }));
    try (ClientRuns runs = ClientRuns.open(relays.toArray(Site[]::new))) {
      ThisMachine machine = runs.machine();
      Map<String, String> before = new TreeMap<>();
      registries.forEach((preset, hosts) -> before.put(preset, routes(machine, hosts)));
      machine.manifest(runs.manifest(before));
      RecordedTraffic traffic = new RecordedTraffic(machine, names);
      List<ClientCase> cases = new ArrayList<>(ClientRuns.cases());
      cases.addAll(ClientRuns.more());
      for (ClientCase row : cases) {
        ThisMachine.Session session = runs.run(row);
        System.out.println(row.client() + ": " + session.requests().size() + " requests");
        assertThat(session.exit()).as(row.client() + session.out() + session.err()).isZero();
        tell(session);
      }
      machine.manifest(
          BuildsTest.manifest(
              machine,
              "",
              before.get("npm")
                  + before.get("maven")
                  + "{ \"preset\": \"npm\" }, { \"preset\": \"maven\" },"));
      ThisMachine.Session session = BuildsTest.run(machine, Secrets.deployToken());
      assertThat(session.exit()).as(session.out() + session.err()).isZero();
      tell(session);
      Files.createDirectories(CORPUS);
      Files.write(CORPUS.resolve("benign.http.gz"), traffic.packed());
      Files.write(CORPUS.resolve("benign-messages.http.gz"), traffic.packed(runs.conversations()));
    }
  }

  /** Says what was found: it is recorded all the same, but redacted towards the model. */
  private static void tell(ThisMachine.Session session) {
    session.findings().forEach(found -> System.out.println("a finding: " + found));
  }

  /** The registries of this machine's clients: of each preset the hosts and their ports. */
  private static Map<String, Map<String, Integer>> registries() throws IOException {
    Map<String, Map<String, Integer>> registries = new LinkedHashMap<>();
    try (ClientRuns runs = ClientRuns.open()) {
      for (ClientCase row : ClientRuns.cases()) {
        if (ClientRuns.PRESETS.contains(row.bottle()) && !registries.containsKey(row.bottle())) {
          runs.prepare(row);
          registries.put(
              row.bottle(),
              runs.machine()
                  .hosts(
                      runs.machine().folder("plan"),
                      runs.environment(),
                      "shell",
                      "--bottle",
                      row.bottle()));
        }
      }
    }
    return registries;
  }

  /** Routes to the relays; a finding is told of, and recorded. */
  private static String routes(ThisMachine machine, Map<String, Integer> hosts) {
    StringBuilder routes = new StringBuilder();
    hosts.forEach((host, port) ->
        routes
            .append("{ \"host\": \"" + host + "\", \"ports\": [" + port + "], ")
            .append(machine.route())
            .append(", \"scan\": { \"request\": \"warn\" } }, "));
    return routes.toString();
  }
}
