package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.manifests.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A user with a manifest of many bottles, and the plans made of it. */
abstract class PlanScene {
  static final String PLACEHOLDER = "bottle-placeholder-";

  static final BackendFacts FACTS =
      new BackendFacts(
          "bubblewrap",
          "namespaces",
          List.of("no capabilities", "syscall filter"),
          BackendFacts.Limits.NONE,
          List.of(new Gap("own-kernel", "the agent shares this host's kernel")));

  static final String MANIFEST =
      """
      {
        "bottles": {
          "work": {
            "env": {
              "EDITOR": "literal-value-1",
              "DEPLOY_KEY": { "value": "${DEPLOY_KEY}", "hosts": ["deploy.example.com"] },
            },
            "egress": {
              "allowlist": [
                "docs.example.com",
                { "host": "api.example.com", "methods": ["GET"], "paths": ["/repos/**"],
                  "secret": { "from": "env:API_TOKEN", "header": "Authorization",
                              "format": "Bearer {}" } },
                { "host": "raw.example.com", "tls": "passthrough" },
              ],
              "deny": [{ "host": "api.example.com", "methods": ["DELETE"] }],
            },
          },
          "strict": { "require": ["own-kernel"] },
          "gitty": { "ssh": [{ "Host": "git.example.com", "IdentityFile": "~/.ssh/id" }] },
          "gvisor": { "runtime": "runsc" },
          "small": { "extends": "work", "resources": { "memory": "4g", "cpus": 1.5 },
                     "env": { "API_TOKEN": { "secret": "API_TOKEN" },
                              "MORE": { "from": "env:DEPLOY_KEY" } } },
          "boxed": { "backend": "docker" },
          "crowded": { "resources": { "memory": "2g", "processes": 64 },
                       "egress": { "allowlist": [{ "host": "a.example.com", "ports": [8443] }] } },
          "known": { "egress": { "allowlist": [
                     { "host": "git.example.com", "timeouts": { "idle": "5s" },
                       "clientCert": { "chain": "me.pem", "key": "me.key" } } ] } },
          "capped": { "egress": { "limits": { "bytesOut": "10m" }, "allowlist": [
                      { "host": "a.example.com", "limits": { "requestsPerMinute": 60 } }] } },
          "named": { "egress": { "allowlist": [{ "host": "ns.example.com", "ports": [53, 443] }] } },
        },
        "agents": {
          "shell": { "provider": "command", "command": ["make", "all"], "bottle": "work",
                     "label": "builds" },
          "strict": { "provider": "shell", "bottle": "strict" },
          "gitty": { "provider": "shell", "bottle": "gitty" },
          "gvisor": { "provider": "shell", "bottle": "gvisor" },
          "boxed": { "provider": "shell", "bottle": "boxed" },
          "crowded": { "provider": "shell", "bottle": "crowded" },
          "small": { "provider": "shell", "bottle": "small" },
          "unbound": { "provider": "shell", "env": { "T": { "secret": "API_TOKEN" } } },
          "known": { "provider": "shell", "bottle": "known" },
          "capped": { "provider": "shell", "bottle": "capped" },
          "told": { "provider": "shell", "prompt": { "file": "none.md" } },
          "named": { "provider": "shell", "bottle": "named" },
          "skilled": { "provider": "shell", "skills": ["none-such"], "bottle": "work" },
        },
      }
      """;

  @TempDir Path root;

  final Host host() {
    return Hosts.in(
        root, "API_TOKEN", "the-api-token", "DEPLOY_KEY", "the-deploy-key", "TERM", "xterm");
  }

  final void manifest() throws IOException {
    Files.createDirectories(host().configuration());
    Files.writeString(host().configuration().resolve("bottle.jsonc"), MANIFEST);
  }

  final Plan plan(String agent, String... arguments) throws IOException {
    manifest();
    return plan(host(), options(agent, arguments));
  }

  static Plan plan(Host host, StartOptions options) {
    return plan(host, options, FACTS);
  }

  static Plan plan(Host host, StartOptions options, BackendFacts facts) {
    var placeholders = new Numbered();
    AgentChoice choice = new AgentChoices(host, Manifests.read(host), placeholders).choose(options);
    return new Planner(host, placeholders).plan("shell-00000", choice, options, facts);
  }

  static StartOptions options(String agent, String... arguments) {
    return StartOptions.of(agent, arguments);
  }

  /** Placeholders that a test recognises. */
  private static final class Numbered
      implements dev.botbottle.launcher.provider.Provider.PlaceholderSource {
    @Override
    public String placeholder(String secret, String shape) {
      return shape + PLACEHOLDER + secret;
    }
  }
}
