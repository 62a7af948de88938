package dev.botbottle.manifest;

import dev.botbottle.policy.ByteSize;
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
