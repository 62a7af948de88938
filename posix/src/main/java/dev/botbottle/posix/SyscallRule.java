package dev.botbottle.posix;

import java.util.List;

/**
 * One rule of a {@link SyscallFilter}: about one system call, so that each call has at most one.
 * Numbers are given for x86-64 and arm64; −1 where the architecture has no such call.
 */
sealed interface SyscallRule {
  int x64();

  int arm64();

  /** The call always fails with this error. */
  record Refuse(int x64, int arm64, int errno) implements SyscallRule {}

  /** The call fails when every one of the arguments has some of its bits set. */
  record RefuseBits(int x64, int arm64, List<Bits> bits, int errno) implements SyscallRule {
    public RefuseBits {
      bits = List.copyOf(bits);
    }
  }

  /** The call fails unless the argument is one of the values. */
  record AllowValues(int x64, int arm64, int argument, List<Integer> values, int errno)
      implements SyscallRule {
    public AllowValues {
      values = List.copyOf(values);
    }
  }

  /** The call fails unless the argument has one of the bits set. */
  record RequireBits(int x64, int arm64, Bits bits, int errno) implements SyscallRule {}

  /**
   * The call is socket(2) and fails unless its family (argument 0) is one of these, or netlink with
   * the protocol (argument 2) NETLINK_ROUTE.
   */
  record AllowSockets(int x64, int arm64, List<Integer> families, int errno)
      implements SyscallRule {
    public AllowSockets {
      families = List.copyOf(families);
    }
  }

  /** The call fails when the low half of the argument is one of the values. */
  record RefuseValues(int x64, int arm64, int argument, List<Integer> values, int errno)
      implements SyscallRule {
    public RefuseValues {
      values = List.copyOf(values);
    }
  }

  /**
   * Some bits of an argument.
   *
   * @param argument 0 to 5
   * @param mask the bits, of its low 32
   */
  record Bits(int argument, int mask) {}

  default int number(Architecture architecture) {
    return architecture == Architecture.X86_64 ? x64() : arm64();
  }
}
