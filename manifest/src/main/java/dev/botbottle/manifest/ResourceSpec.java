package dev.botbottle.manifest;

import dev.botbottle.policy.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How much of the machine a bottle may take. What a backend cannot limit is a gap.
 *
 * @param memory bytes of memory
 * @param milliCpus thousandths of a processor
 * @param processes how many processes and threads
 * @param disk bytes of its private disk space
 */
public record ResourceSpec(
    Optional<Long> memory,
    Optional<Long> milliCpus,
    Optional<Long> processes,
    Optional<Long> disk) {
  /** No limit. */
  public static final ResourceSpec NONE =
      new ResourceSpec(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Those of these limits that others do not hold. */
  public ResourceSpec without(ResourceSpec others) {
    return new ResourceSpec(
        others.memory.isPresent() ? Optional.empty() : memory,
        others.milliCpus.isPresent() ? Optional.empty() : milliCpus,
        others.processes.isPresent() ? Optional.empty() : processes,
        others.disk.isPresent() ? Optional.empty() : disk);
  }

  /** The names of those that are set, as a manifest has them. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    add(names, memory, "memory");
    add(names, milliCpus, "cpus");
    add(names, processes, "processes");
    add(names, disk, "disk");
    return names;
  }

  private static void add(List<String> names, Optional<Long> limit, String name) {
    if (limit.isPresent()) {
      names.add(name);
    }
  }

  /** The limits as a person reads them; empty when there is none. */
  public String shown() {
    StringBuilder out = new StringBuilder();
    if (memory.isPresent()) {
      out.append("memory ").append(ByteSize.shown(memory.get()));
    }
    if (milliCpus.isPresent()) {
      out.append(out.isEmpty() ? "" : ", ").append("processors ");
      out.append(Sizes.thousandths(milliCpus.get()));
    }
    if (processes.isPresent()) {
      out.append(out.isEmpty() ? "" : ", ").append("processes ").append(processes.get());
    }
    if (disk.isPresent()) {
      out.append(out.isEmpty() ? "" : ", ").append("disk ").append(ByteSize.shown(disk.get()));
    }
    return out.toString();
  }
}
