package dev.botbottle.posix;

import dev.botbottle.posix.SyscallRule.AllowSockets;
import dev.botbottle.posix.SyscallRule.AllowValues;
import dev.botbottle.posix.SyscallRule.Bits;
import dev.botbottle.posix.SyscallRule.Refuse;
import dev.botbottle.posix.SyscallRule.RefuseBits;
import dev.botbottle.posix.SyscallRule.RefuseValues;
import dev.botbottle.posix.SyscallRule.RequireBits;
import java.util.ArrayList;
import java.util.List;

/**
 * Which system calls an agent and the gateway are refused. Numbers from syscall_64.tbl and
 * asm-generic/unistd.h.
 */
public final class SyscallRules {
  private static final int EPERM = 1;
  private static final int ENOSYS = 38;
  private static final int EAFNOSUPPORT = 97;
  private static final int SET_ID_BITS = 06000;
  private static final int CREATES = 0x40 | 0x400000; // O_CREAT, __O_TMPFILE
  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int CLONE_THREAD = 0x10000;
  private static final int CLONE_NEWUSER = 0x10000000;
  private static final int TIOCSTI = 0x5412;
  private static final int TIOCLINUX = 0x541C;

  /**
   * Rules with a common reason; the unit a control test leaves out.
   *
   * @param name a word for messages and tests
   * @param rules the rules
   */
  public record Group(String name, List<SyscallRule> rules) {
    public Group {
      rules = List.copyOf(rules);
    }

    /** The name alone: the rules are numbers. */
    @Override
    public String toString() {
      return name;
    }
  }

  private SyscallRules() {}

  /**
   * Only these sockets and netlink's for addresses and routes: no vsock, packet, Bluetooth, alg, …,
   * none of netlink's other protocols, each a piece of the kernel of its own.
   */
  private static Group addressFamilies(List<Integer> families) {
    return new Group(
        "address-families",
        List.of(
            new AllowSockets(41, 198, families, EAFNOSUPPORT),
            new AllowValues(53, 199, 0, List.of(AF_UNIX), EAFNOSUPPORT))); // socketpair
  }

  /** No user namespace: it would give capabilities and with them most of the kernel's surface. */
  private static Group userNamespaces(SyscallRule clone) {
    return new Group(
        "user-namespaces",
        List.of(
            clone,
            new RefuseBits(272, 97, List.of(new Bits(0, CLONE_NEWUSER)), EPERM),
            // clone3 passes its flags in memory, which a filter cannot read; libraries fall back.
            new Refuse(435, 435, ENOSYS),
            new Refuse(308, 268, EPERM))); // setns
  }

  /**
   * No set-uid or set-gid bit on any file: through an id-mapped workspace it would be a program of
   * the host's root.
   */
  private static Group setIdBits() {
    return new Group(
        "set-id-bits",
        List.of(
            mode(90, -1, 1), // chmod
            mode(91, 52, 1), // fchmod
            mode(268, 53, 2), // fchmodat
            mode(452, 452, 2), // fchmodat2
            mode(85, -1, 1), // creat
            mode(133, -1, 1), // mknod
            mode(259, 33, 2), // mknodat
            mode(83, -1, 1), // mkdir
            mode(258, 34, 2), // mkdirat
            new RefuseBits(
                2, -1, List.of(new Bits(1, CREATES), new Bits(2, SET_ID_BITS)), EPERM), // open
            new RefuseBits(257, 56, List.of(new Bits(2, CREATES), new Bits(3, SET_ID_BITS)), EPERM),
            new Refuse(437, 437, ENOSYS))); // openat2: its mode is in memory
  }

  private static SyscallRule mode(int x64, int arm64, int argument) {
    return new RefuseBits(x64, arm64, List.of(new Bits(argument, SET_ID_BITS)), EPERM);
  }

  /** No typing into a terminal on another's behalf. */
  private static Group terminalInjection() {
    return new Group(
        "terminal-injection",
        List.of(new RefuseValues(16, 29, 1, List.of(TIOCSTI, TIOCLINUX), EPERM)));
  }

  /** Parts of the kernel no agent needs and that have been ways out of sandboxes. */
  private static Group kernelSurface() {
    List<SyscallRule> rules = new ArrayList<>();
    int[][] refused = {
      {165, 40},
      {166, 39},
      {155, 41},
      {161, 51}, // mount, umount2, pivot_root, chroot
      {428, 428},
      {429, 429},
      {430, 430},
      {431, 431},
      {432, 432},
      {433, 433},
      {442, 442},
      {467, 467}, // open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr, …_attr
      {248, 217},
      {249, 218},
      {250, 219}, // add_key, request_key, keyctl
      {321, 280},
      {298, 241},
      {323, 282}, // bpf, perf_event_open, userfaultfd
      {175, 105},
      {313, 273},
      {176, 106}, // init_module, finit_module, delete_module
      {246, 104},
      {320, 294},
      {169, 142}, // kexec_load, kexec_file_load, reboot
      {167, 224},
      {168, 225},
      {163, 89}, // swapon, swapoff, acct
      {164, 170},
      {227, 112},
      {103, 116}, // settimeofday, clock_settime, syslog
      {304, 265},
      {179, 60},
      {443, 443}, // open_by_handle_at, quotactl, quotactl_fd
      {172, -1},
      {173, -1},
      {139, -1}, // iopl, ioperm, sysfs
      {300, 262},
      {301, 263} // fanotify_init, fanotify_mark
    };
    for (int[] pair : refused) {
      rules.add(new Refuse(pair[0], pair[1], EPERM));
    }
    // ENOSYS lets programs fall back to ordinary calls (Node, databases).
    for (int number : new int[] {425, 426, 427}) {
      rules.add(new Refuse(number, number, ENOSYS)); // io_uring_setup, _enter, _register
    }
    return new Group("kernel-surface", rules);
  }

  /** No hand in the sandbox's first process, which holds the rest together. */
  private static Group firstProcess() {
    return new Group(
        "first-process",
        List.of(
            new RefuseValues(101, 117, 1, List.of(1), EPERM), // ptrace
            new RefuseValues(310, 270, 0, List.of(1), EPERM), // process_vm_readv
            new RefuseValues(311, 271, 0, List.of(1), EPERM))); // process_vm_writev
  }

  private static Group execution() {
    return new Group(
        "execution",
        List.of(
            new Refuse(59, 221, EPERM), // execve
            new Refuse(322, 281, EPERM), // execveat
            new Refuse(101, 117, EPERM), // ptrace
            new Refuse(310, 270, EPERM), // process_vm_readv
            new Refuse(311, 271, EPERM), // process_vm_writev
            new Refuse(57, -1, EPERM), // fork
            new Refuse(58, -1, EPERM))); // vfork
  }

  /** What an agent and everything it starts is refused. */
  public static List<Group> agent() {
    return List.of(
        addressFamilies(List.of(AF_UNIX, AF_INET, AF_INET6)),
        userNamespaces(new RefuseBits(56, 220, List.of(new Bits(0, CLONE_NEWUSER)), EPERM)),
        setIdBits(),
        terminalInjection(),
        kernelSurface(),
        firstProcess());
  }

  /**
   * What the gateway is refused once it listens: what an agent is, starting programs and processes,
   * and Unix sockets, which it has no more use for.
   */
  public static List<Group> gateway() {
    return List.of(
        addressFamilies(List.of(AF_INET, AF_INET6)),
        userNamespaces(new RequireBits(56, 220, new Bits(0, CLONE_THREAD), EPERM)),
        setIdBits(),
        terminalInjection(),
        kernelSurface(),
        execution());
  }
}
