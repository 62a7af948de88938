package dev.botbottle.manifest;

import dev.botbottle.policy.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the names of secrets in a whole bottle must agree on. */
final class SecretNames {
  private SecretNames() {}

  /** One name has one source, and a variable stands for a secret that a route injects. */
  static void check(BottleSpec bottle, Problems problems) {
    Map<String, SecretSource> sources = new LinkedHashMap<>();
    for (AllowEntry entry : bottle.egress().allowlist()) {
      if (entry instanceof RouteSpec route && route.secret().isPresent()) {
        SecretSpec secret = route.secret().get();
        source(secret.name(), secret.source(), secret.origin(), sources, problems);
      } else if (entry instanceof PresetSpec preset && preset.secret().isPresent()) {
        PresetSpec.PresetSecret secret = preset.secret().get();
        source(secret.name(), secret.source(), secret.origin(), sources, problems);
      }
    }
    List<String> names = new ArrayList<>(sources.keySet());
    for (EnvEntry entry : bottle.env()) {
      if (entry.value() instanceof EnvValue.Placeholder(String secret) && !names.contains(secret)) {
        problems.at(
            entry.origin(),
            "expected the name of a secret that a route of bottle "
                + bottle.name()
                + " injects, found "
                + Problems.quoted(secret),
            Nearest.hint(secret, names));
      }
    }
  }

  private static void source(
      String name,
      SecretSource source,
      Origin origin,
      Map<String, SecretSource> sources,
      Problems problems) {
    SecretSource before = sources.putIfAbsent(name, source);
    if (before != null && !before.equals(source)) {
      problems.at(
          origin,
          "expected one source for the secret " + Problems.quoted(name) + ", found two",
          "give one of them another \"name\"");
    }
  }
}
