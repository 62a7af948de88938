package dev.botbottle.launcher.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.manifest.Manifest;
import dev.botbottle.manifest.ManifestException;
import dev.botbottle.manifest.ManifestReader;
import dev.botbottle.manifest.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProposalTest {
  @TempDir private Path root;

  private static Manifest read(String proposal) throws ManifestException {
    return ManifestReader.read(
        "bottle.jsonc", proposal.getBytes(StandardCharsets.UTF_8), Scope.project(Map.of()));
  }

  @Test
  void anEmptyProjectGetsABottleWithoutAWayOut() throws Exception {
    Manifest manifest = read(Proposal.of(root.toRealPath()));
    assertThat(manifest.bottle("work").orElseThrow().egress().allowlist()).isEmpty();
    assertThat(manifest.agents()).containsOnlyKeys("work", "work-shell");
  }

  @Test
  void whatIsFoundIsProposedWithItsReason() throws Exception {
    for (String file : new String[] {"package.json", "pom.xml", "build.gradle", "go.mod"}) {
      Files.createFile(root.resolve(file));
    }
    Files.createDirectories(root.resolve(".github/workflows"));
    Files.createDirectories(root.resolve(".git"));
    Files.writeString(
        root.resolve(".git/config"),
        """
        [remote "origin"]
        \turl = git@github.com:acme/shop.git
        [remote "mirror"]
        \turl = https://user:pass@git.acme.example:8443/shop.git
        [remote "local"]
        \turl = ../elsewhere
        """);
    String proposal = Proposal.of(root.toRealPath());
    assertThat(proposal)
        .isEqualTo(
            """
            // Which bottles there are in this project and which agents run in them.
            // Found: JavaScript, Java, Go.
            // CI (.github/workflows): approve it there with 'bottle trust --accept sha256:…'.
            {
              "bottles": {
                "work": {
                  "egress": {
                    // Everything else is denied; a denial names the line to add.
                    "allowlist": [
                      { "preset": "npm" }, // package.json: packages, from where your own npm takes them
                      { "preset": "maven" }, // pom.xml: packages, from where your own maven takes them
                      { "preset": "go" }, // go.mod: packages, from where your own go takes them
                      { "preset": "github" }, // a git remote: fetching, not pushing
                      { "host": "git.acme.example", "methods": ["GET", "POST"], "paths": ["/**/info/refs", "/**/git-upload-pack"] }, // a git remote: fetching, not pushing
                    ],
                  },
                },
              },
              "agents": {
                "work": { "provider": "claude", "bottle": "work" },
                // The same bottle by hand: bottle start work-shell
                "work-shell": { "provider": "shell", "bottle": "work" },
              },
            }
            """);
    assertThat(read(proposal).bottle("work").orElseThrow().egress().allowlist()).hasSize(5);
  }

  @Test
  void aHostileConfigurationAddsNothing() throws Exception {
    Files.createDirectories(root.resolve(".git"));
    Files.writeString(
        root.resolve(".git/config"),
        """
        \turl = https://x", "evil.example/y
        \turl = https://a.example\\u0022/
        \turl = https://*.evil.example/
        \turl = ext::sh -c "touch /tmp/x"
        \turl = git@-oProxyCommand=x:y
        \turl = https://b.example\u001b[2J/
        """);
    Manifest manifest = read(Proposal.of(root.toRealPath()));
    assertThat(manifest.bottle("work").orElseThrow().egress().allowlist()).isEmpty();
  }

  @Test
  void aLinkedConfigurationIsNotRead() throws IOException {
    Path elsewhere = Files.createDirectories(root.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("config"), "url = https://private.example/x\n");
    Path project = Files.createDirectories(root.resolve("project"));
    Files.createSymbolicLink(project.resolve(".git"), elsewhere);
    assertThat(Proposal.of(project.toRealPath())).doesNotContain("private.example");
  }
}
