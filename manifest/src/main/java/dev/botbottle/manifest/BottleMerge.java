package dev.botbottle.manifest;

import dev.botbottle.policy.Denial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One bottle laid over another. What grants or forbids adds up: routes, denials, caches and
 * required clauses of both count, and of limits on what leaves the tighter. What can have one value
 * only (a variable, an SSH host, a scalar) is that of the upper one. So nothing a lower bottle
 * forbids is ever allowed, laying a bottle over itself changes nothing, and of three it does not
 * matter which two come together first.
 */
final class BottleMerge {
  private BottleMerge() {}

  /** {@code over} laid over {@code base}; the result has the name and place of {@code over}. */
  static BottleSpec merge(BottleSpec base, BottleSpec over) {
    return new BottleSpec(
        over.name(),
        env(base.env(), over.env()),
        egress(base.egress(), over.egress()),
        ssh(base.ssh(), over.ssh()),
        new GitSpec(
            upper(base.git().name(), over.git().name()),
            upper(base.git().email(), over.git().email())),
        upper(base.workspace(), over.workspace()),
        new ResourceSpec(
            upper(base.resources().memory(), over.resources().memory()),
            upper(base.resources().milliCpus(), over.resources().milliCpus()),
            upper(base.resources().processes(), over.resources().processes()),
            upper(base.resources().disk(), over.resources().disk())),
        union(base.caches(), over.caches()),
        upper(base.backend(), over.backend()),
        upper(base.runtime(), over.runtime()),
        union(base.require(), over.require()),
        over.projects(),
        over.origin());
  }

  private static <T> Optional<T> upper(Optional<T> base, Optional<T> over) {
    return over.isPresent() ? over : base;
  }

  private static List<EnvEntry> env(List<EnvEntry> base, List<EnvEntry> over) {
    List<EnvEntry> all = new ArrayList<>();
    for (EnvEntry entry : base) {
      if (!hasVariable(over, entry.name())) {
        all.add(entry);
      }
    }
    all.addAll(over);
    return all;
  }

  private static boolean hasVariable(List<EnvEntry> entries, String name) {
    for (EnvEntry entry : entries) {
      if (entry.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private static List<SshSpec> ssh(List<SshSpec> base, List<SshSpec> over) {
    List<SshSpec> all = new ArrayList<>();
    for (SshSpec spec : base) {
      boolean replaced = false;
      for (SshSpec upper : over) {
        replaced |= upper.host().equals(spec.host());
      }
      if (!replaced) {
        all.add(spec);
      }
    }
    all.addAll(over);
    return all;
  }

  private static EgressSpec egress(EgressSpec base, EgressSpec over) {
    // The gateway takes the first route that fits: the upper bottle's come first.
    List<AllowEntry> allow = new ArrayList<>(over.allowlist());
    for (AllowEntry entry : base.allowlist()) {
      if (!hasEntry(allow, entry)) {
        allow.add(entry);
      }
    }
    List<Denial> deny = new ArrayList<>(over.deny());
    for (Denial denial : base.deny()) {
      if (!hasDenial(deny, denial)) {
        deny.add(denial);
      }
    }
    return new EgressSpec(
        allow, deny, base.limits().and(over.limits()), upper(base.engine(), over.engine()));
  }

  private static boolean hasEntry(List<AllowEntry> entries, AllowEntry wanted) {
    for (AllowEntry entry : entries) {
      if (SameMeaning.of(entry, wanted)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasDenial(List<Denial> denials, Denial wanted) {
    for (Denial denial : denials) {
      if (denial.host().equals(wanted.host())
          && denial.methods().equals(wanted.methods())
          && Set.copyOf(denial.paths()).equals(Set.copyOf(wanted.paths()))) {
        return true;
      }
    }
    return false;
  }

  private static List<String> union(List<String> base, List<String> over) {
    List<String> all = new ArrayList<>(over);
    for (String word : base) {
      if (!all.contains(word)) {
        all.add(word);
      }
    }
    return all;
  }
}
