package dev.botbottle.posix;

import java.util.List;

/**
 * One rule of a {@link SyscallFilter}: about one system call, so that each call has at most one.
 * Numbers are given for x86-64 and arm64; −1 where the architecture has no such call.
 */
sealed interface SyscallRule {
  int x64();

  int arm64();

  /**
   * What the filter does once the call has been recognised; ends with an answer. Asked of each rule
   * because a switch over their types would be bootstrapped anew at every start.
   */
  FilterCode code();

  /** The call always fails with this error. */
  record Refuse(int x64, int arm64, int errno) implements SyscallRule {
    @Override
    public FilterCode code() {
      return new FilterCode().refuse(errno);
    }
  }

  /** The call fails when every one of the arguments has some of its bits set. */
  record RefuseBits(int x64, int arm64, List<Bits> bits, int errno) implements SyscallRule {
    public RefuseBits {
      bits = List.copyOf(bits);
    }

    @Override
    public FilterCode code() {
      FilterCode code = new FilterCode();
      for (int i = 0; i < bits.size(); i++) {
        // a miss jumps over the remaining checks (two instructions each) and the refusal
        code.loadArgument(bits.get(i).argument())
            .whenSet(bits.get(i).mask(), 0, 2 * (bits.size() - 1 - i) + 1);
      }
      return code.refuse(errno).allow();
    }
  }

  /** The call fails unless the argument is one of the values. */
  record AllowValues(int x64, int arm64, int argument, List<Integer> values, int errno)
      implements SyscallRule {
    public AllowValues {
      values = List.copyOf(values);
    }

    @Override
    public FilterCode code() {
      return new FilterCode().whenOneOf(values, argument, 1).refuse(errno).allow();
    }
  }

  /** The call fails unless the argument has one of the bits set. */
  record RequireBits(int x64, int arm64, Bits bits, int errno) implements SyscallRule {
    @Override
    public FilterCode code() {
      return new FilterCode()
          .loadArgument(bits.argument())
          .whenSet(bits.mask(), 1, 0)
          .refuse(errno)
          .allow();
    }
  }

  /**
   * The call is socket(2) and fails unless its family (argument 0) is one of these, or netlink with
   * the protocol (argument 2) NETLINK_ROUTE.
   */
  record AllowSockets(int x64, int arm64, List<Integer> families, int errno)
      implements SyscallRule {
    // linux/socket.h, linux/netlink.h
    private static final int AF_NETLINK = 16;
    private static final int NETLINK_ROUTE = 0;

    public AllowSockets {
      families = List.copyOf(families);
    }

    @Override
    public FilterCode code() {
      return new FilterCode()
          .whenOneOf(families, 0, 5) // a hit skips the five instructions about netlink
          .whenEqual(AF_NETLINK, 1, 0)
          .refuse(errno)
          .loadArgument(2)
          .whenEqual(NETLINK_ROUTE, 1, 0)
          .refuse(errno)
          .allow();
    }
  }

  /** The call fails when the low half of the argument is one of the values. */
  record RefuseValues(int x64, int arm64, int argument, List<Integer> values, int errno)
      implements SyscallRule {
    public RefuseValues {
      values = List.copyOf(values);
    }

    @Override
    public FilterCode code() {
      return new FilterCode().whenOneOf(values, argument, 1).allow().refuse(errno);
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
