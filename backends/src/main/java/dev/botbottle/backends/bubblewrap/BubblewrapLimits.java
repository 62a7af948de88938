package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.plan.BackendFacts;
import dev.botbottle.manifest.ResourceSpec;
import java.util.Optional;

/** Which limits of a bottle of namespaces hold on this host. */
final class BubblewrapLimits implements BackendFacts.Limits {
  @Override
  public ResourceSpec enforced(ResourceSpec asked) {
    boolean counted =
        asked.processes().isPresent() && ProcessLimit.isEnforced(KernelRelease.current());
    ControlGroups groups = ControlGroups.here();
    return new ResourceSpec(
        groups.limitsMemory() ? asked.memory() : Optional.empty(),
        groups.limitsProcessors() ? asked.milliCpus() : Optional.empty(),
        counted ? asked.processes() : Optional.empty(),
        Optional.empty());
  }
}
