package dev.botbottle.posix;

import java.util.List;

/**
 * A seccomp filter program (Documentation/userspace-api/seccomp_filter.rst): everything passes but
 * what a rule refuses, on one architecture only.
 *
 * <p>Built as bytes by a pure function, so that a test can read it and a control test can leave a
 * rule out.
 */
public final class SyscallFilter {
  // offsets in struct seccomp_data
  private static final int NUMBER = 0;
  private static final int ARCH = 4;
  private static final int X32_BIT = 0x40000000;

  private SyscallFilter() {}

  /** The program as an array of {@code struct sock_filter}, for bubblewrap's {@code --seccomp}. */
  public static byte[] program(Architecture architecture, List<SyscallRules.Group> groups) {
    FilterCode code = new FilterCode();
    code.load(ARCH).whenEqual(architecture.audit(), 1, 0).kill();
    code.load(NUMBER);
    if (architecture == Architecture.X86_64) {
      code.whenAtLeast(X32_BIT, 0, 1).kill();
    }
    for (SyscallRules.Group group : groups) {
      for (SyscallRule rule : group.rules()) {
        if (rule.number(architecture) >= 0) {
          FilterCode body = rule.code();
          code.whenEqual(rule.number(architecture), 0, body.size()).add(body);
        }
      }
    }
    return code.allow().bytes();
  }
}
