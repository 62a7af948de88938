package dev.botbottle.manifest;

import dev.botbottle.policy.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether two things of a manifest say the same, wherever they are written. */
final class SameMeaning {
  private static final Origin NOWHERE = Origin.builtIn("");

  private SameMeaning() {}

  static boolean of(AllowEntry a, AllowEntry b) {
    return unplaced(a).equals(unplaced(b));
  }

  /**
   * The entry without its places. What names a file keeps the one it stands in: the same relative
   * path means another file elsewhere.
   */
  static AllowEntry unplaced(AllowEntry entry) {
    if (entry instanceof RouteSpec route) {
      return new RouteSpec(
          route.host(),
          route.ports(),
          route.methods(),
          route.paths(),
          route.tls(),
          route.secret().isPresent()
              ? Optional.of(unplaced(route.secret().get()))
              : Optional.empty(),
          route.scanRequest(),
          route.scanResponse(),
          route.instructions(),
          route.findings(),
          route.clientCredentials(),
          route.webSocket(),
          route.connect(),
          route.ca(),
          route.clientCert(),
          route.timeouts(),
          route.limits(),
          route.ca().isPresent() || route.clientCert().isPresent()
              ? Origin.builtIn(route.origin().source())
              : NOWHERE);
    }
    PresetSpec preset = (PresetSpec) entry;
    return new PresetSpec(
        preset.name(),
        preset.write(),
        preset.secret().isPresent()
            ? Optional.of(
                new PresetSpec.PresetSecret(
                    preset.secret().get().name(), preset.secret().get().source(), NOWHERE))
            : Optional.empty(),
        NOWHERE);
  }

  private static SecretSpec unplaced(SecretSpec secret) {
    return new SecretSpec(secret.name(), secret.source(), secret.slot(), secret.format(), NOWHERE);
  }

  /** The bottle without any place. */
  static BottleSpec unplaced(BottleSpec bottle) {
    List<EnvEntry> env = new ArrayList<>();
    for (EnvEntry entry : bottle.env()) {
      env.add(new EnvEntry(entry.name(), entry.value(), entry.hosts(), NOWHERE));
    }
    List<AllowEntry> allow = new ArrayList<>();
    for (AllowEntry entry : bottle.egress().allowlist()) {
      allow.add(unplaced(entry));
    }
    List<dev.botbottle.policy.Denial> deny = new ArrayList<>();
    for (dev.botbottle.policy.Denial denial : bottle.egress().deny()) {
      deny.add(
          new dev.botbottle.policy.Denial(
              denial.host(), denial.methods(), denial.paths(), NOWHERE));
    }
    List<SshSpec> ssh = new ArrayList<>();
    for (SshSpec spec : bottle.ssh()) {
      ssh.add(
          new SshSpec(
              spec.host(),
              spec.identityFile(),
              spec.hostName(),
              spec.user(),
              spec.port(),
              spec.knownHostKey(),
              NOWHERE));
    }
    return new BottleSpec(
        bottle.name(),
        env,
        new EgressSpec(allow, deny, bottle.egress().limits(), bottle.egress().engine()),
        ssh,
        bottle.git(),
        bottle.workspace(),
        bottle.resources(),
        bottle.caches(),
        bottle.backend(),
        bottle.runtime(),
        bottle.require(),
        bottle.projects(),
        NOWHERE);
  }

  /** The agent without any place. */
  static AgentSpec unplaced(AgentSpec agent) {
    List<EnvEntry> env = new ArrayList<>();
    for (EnvEntry entry : agent.env()) {
      env.add(new EnvEntry(entry.name(), entry.value(), entry.hosts(), NOWHERE));
    }
    List<McpSpec> servers = new ArrayList<>();
    for (McpSpec server : agent.servers()) {
      servers.add(
          switch (server) {
            case McpSpec.Local local ->
                new McpSpec.Local(local.name(), local.command(), local.env(), NOWHERE);
            case McpSpec.Remote remote ->
                new McpSpec.Remote(remote.name(), remote.url(), remote.events(), NOWHERE);
          });
    }
    return new AgentSpec(
        agent.name(),
        agent.description(),
        agent.provider(),
        agent.command(),
        agent.bottle(),
        agent.prompt(),
        agent.model(),
        agent.skills(),
        agent.imports(),
        servers,
        env,
        agent.label(),
        NOWHERE);
  }
}
