package dev.botbottle.launcher.manifests;

import dev.botbottle.launcher.Golden;
import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.host.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an approval is asked for, word by word, with one of every kind of grant in it. */
class GoldenTrustTest {
  @TempDir private Path root;

  @Test
  void aFirstApprovalAndAChangeReadAsTheyDid() throws IOException {
    Host host = Hosts.in(root);
    Path project = host.directory();
    String first = Golden.source("trust/first.jsonc");
    Files.createDirectories(project.resolve("sub"));
    write(project, "roots.pem", "PEM");
    write(project, "docs/p.md", "Be nice.");
    write(project, ".bot-bottle/skills/tidy/SKILL.md", "Tidy up.");
    write(project, ".bot-bottle/agents/writer.md", "---\nbottle: work\n---\nWrite.\n");
    write(project, "bottle.jsonc", first);
    ProjectManifest before = read(host);
    Golden.check("trust/first.txt", lines(Optional.empty(), before), root);

    write(project, "docs/p.md", "Be nasty.");
    write(project, ".bot-bottle/skills/tidy/run.sh", "echo");
    write(
        project,
        "bottle.jsonc",
        first
            .replace("[\"GET\"]", "[\"GET\", \"POST\"]")
            .replace("\"paths\": [\"/repos/secret/**\"]", "\"paths\": [\"/repos/secret/*\"]")
            .replace("\"fast\"", "\"slow\\u001b[2J\"")
            .replace("\"docs.example.com\"", "\"*.example.com\"")
            .replace("\"access\": \"write\", ", "")
            .replace("\"websocket\": true", "\"websocket\": false")
            .replace("\"make\", \"test\"", "\"make\", \"deploy\""));
    Golden.check(
        "trust/change.txt",
        lines(Optional.of(new Pins.Pin(before.digest(), GrantWords.of(before))), read(host)),
        root);
  }

  private static ProjectManifest read(Host host) {
    return ProjectManifest.read(host.directory(), UserManifest.read(host).bottles());
  }

  private static String lines(Optional<Pins.Pin> before, ProjectManifest now) {
    return String.join("\n", GrantWords.difference(before, GrantWords.of(now))) + "\n";
  }

  private static void write(Path project, String path, String text) throws IOException {
    Path file = project.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
