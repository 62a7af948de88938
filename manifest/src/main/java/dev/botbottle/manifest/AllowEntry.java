package dev.botbottle.manifest;

import dev.botbottle.policy.Origin;

/** One entry of an allowlist. */
public sealed interface AllowEntry permits RouteSpec, PresetSpec {
  /** Where it was written. */
  Origin origin();
}
