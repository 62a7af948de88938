package dev.botbottle.manifest;

import dev.botbottle.policy.Denial;
import dev.botbottle.policy.Instructions;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Timeouts;
import dev.botbottle.policy.TrafficLimits;
import dev.botbottle.scan.AllowedFinding;
import dev.botbottle.scan.FindingRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Bottles by chance, from few words, so that they often meet. */
final class RandomBottles {
  private static final Origin HERE = new Origin("bottle.jsonc", 1, 1);
  private final Random random;

  RandomBottles(long seed) {
    this.random = new Random(seed);
  }

  BottleSpec bottle(String name) {
    Map<String, EnvEntry> env = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String variable = pick("A", "B", "C", "PATH");
      env.put(variable, new EnvEntry(variable, value(), hosts(), HERE));
    }
    List<AllowEntry> allow = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      allow.add(entry());
    }
    List<Denial> deny = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      deny.add(
          new Denial(
              pick("a.example", "*.b.example"),
              random.nextBoolean() ? Set.of() : Set.of("DELETE"),
              random.nextBoolean() ? List.of() : List.of("/x/**"),
              HERE));
    }
    Map<String, SshSpec> ssh = new LinkedHashMap<>();
    for (int i = random.nextInt(2); i > 0; i--) {
      String host = pick("git.example", "h");
      ssh.put(
          host,
          new SshSpec(
              host,
              "~/.ssh/" + pick("a", "b"),
              maybe("real.example"),
              maybe("git"),
              22,
              Optional.empty(),
              HERE));
    }
    return new BottleSpec(
        name,
        List.copyOf(env.values()),
        new EgressSpec(
            distinct(allow),
            deny.stream().distinct().toList(),
            limits(),
            random.nextInt(4) == 0 ? Optional.of(EgressSpec.Engine.BOTTLE) : Optional.empty()),
        List.copyOf(ssh.values()),
        new GitSpec(maybe("Bot"), maybe("b@example.com")),
        maybe("~/w", "sub dir"),
        new ResourceSpec(
            random.nextBoolean() ? Optional.of(1L << random.nextInt(40)) : Optional.empty(),
            random.nextBoolean() ? Optional.of(1L + random.nextInt(9_999)) : Optional.empty(),
            random.nextBoolean() ? Optional.of(1L + random.nextInt(9)) : Optional.empty(),
            random.nextBoolean() ? Optional.of(1L + random.nextInt(1 << 30)) : Optional.empty()),
        random.nextBoolean() ? List.of() : List.of(pick("maven", "npm")),
        maybe("bubblewrap", "docker"),
        maybe("runsc"),
        List.copyOf(new TreeSet<>(List.of(pick("own-kernel", "resources"), "workspace-git"))),
        random.nextBoolean() ? Set.of() : EnumSet.of(ProjectUse.USE),
        HERE);
  }

  private static List<AllowEntry> distinct(List<AllowEntry> entries) {
    return entries.stream().map(SameMeaning::unplaced).distinct().toList();
  }

  private EnvValue value() {
    return switch (random.nextInt(4)) {
      case 0 -> new EnvValue.FromHost(pick("X", "Y"));
      case 1 -> new EnvValue.Prompt(pick("which?", "\"quoted\" text"));
      case 2 -> new EnvValue.FromSource(new SecretSource.File("~/f"));
      default ->
          new EnvValue.Literal(pick("v", "with \"quotes\" \\ and \n lines", "ü\u0001 \t", ""));
    };
  }

  private AllowEntry entry() {
    return switch (random.nextInt(4)) {
      case 0 -> RouteSpec.host(pick("a.example", "*.b.example", "c.example"), HERE);
      case 1 -> new PresetSpec(pick("npm", "go"), false, Optional.empty(), HERE);
      case 2 ->
          new PresetSpec(
              "github",
              random.nextBoolean(),
              random.nextBoolean()
                  ? Optional.empty()
                  : Optional.of(
                      new PresetSpec.PresetSecret("gh", new SecretSource.Env("GH"), HERE)),
              HERE);
      default -> route();
    };
  }

  private RouteSpec route() {
    boolean bound = random.nextBoolean();
    return new RouteSpec(
        pick("a.example", "c.example"),
        Set.of(443, 8443),
        random.nextBoolean() ? Set.of() : Set.of("GET", "POST"),
        random.nextBoolean() ? List.of() : List.of("/a/**", "/b"),
        dev.botbottle.policy.TlsMode.INTERCEPT,
        bound
            ? Optional.of(
                new SecretSpec(
                    pick("s1", "s2").equals("s1") ? "s1" : "s2",
                    new SecretSource.Command(List.of("pass", "show")),
                    new dev.botbottle.policy.Slot.Header("x-key"),
                    "k {}",
                    HERE))
            : Optional.empty(),
        random.nextBoolean() ? Optional.of(dev.botbottle.scan.ScanAction.WARN) : Optional.empty(),
        random.nextBoolean(),
        random.nextBoolean() ? Instructions.WARN : Instructions.DENY,
        random.nextBoolean()
            ? FindingRules.NONE
            : new FindingRules(
                Map.of("jwt", dev.botbottle.scan.ScanAction.REDACT),
                List.of(
                    new AllowedFinding(
                        "sha256:" + "0123456789abcdef".repeat(2), "a \"fixture\"", "2027-01-31"))),
        !bound && random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean()
            ? Optional.of(new dev.botbottle.policy.Endpoint("10.0.0.5", 8443))
            : Optional.empty(),
        maybe("ca.pem"),
        random.nextBoolean()
            ? Optional.of(new ClientCertSpec("me.pem", "~/me.key"))
            : Optional.empty(),
        new Timeouts(time(), time(), time()),
        limits(),
        HERE);
  }

  private Optional<Duration> time() {
    return random.nextBoolean()
        ? Optional.of(Duration.ofMillis(100L * (1 + random.nextInt(864_000))))
        : Optional.empty();
  }

  private TrafficLimits limits() {
    return new TrafficLimits(number(100_000), number(1_000), number(1 << 30), number(1 << 30));
  }

  private OptionalLong number(int most) {
    return random.nextInt(3) == 0
        ? OptionalLong.of(1L + random.nextInt(most))
        : OptionalLong.empty();
  }

  private Optional<List<String>> hosts() {
    return random.nextBoolean() ? Optional.empty() : Optional.of(List.of("a.example"));
  }

  private Optional<String> maybe(String... words) {
    return random.nextBoolean() ? Optional.of(pick(words)) : Optional.empty();
  }

  private String pick(String... words) {
    return words[random.nextInt(words.length)];
  }
}
