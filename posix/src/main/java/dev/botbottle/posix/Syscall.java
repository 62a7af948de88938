package dev.botbottle.posix;

/**
 * The system calls used, with their numbers on x86-64 (arch/x86/entry/syscalls/syscall_64.tbl) and
 * arm64 (include/uapi/asm-generic/unistd.h).
 */
enum Syscall {
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  PPOLL(271, 73),
  IOCTL(16, 29),
  DUP3(292, 24),
  SOCKET(41, 198),
  BIND(49, 200),
  LISTEN(50, 201),
  GETSOCKNAME(51, 204),
  SOCKETPAIR(53, 199),
  SETSOCKOPT(54, 208),
  GETSOCKOPT(55, 209),
  SENDMSG(46, 211),
  RECVMSG(47, 212),
  SENDTO(44, 206),
  RECVFROM(45, 207),
  WAIT4(61, 260),
  WAITID(247, 95),
  KILL(62, 129),
  FCNTL(72, 25),
  PRCTL(157, 167),
  MOUNT(165, 40),
  SETRLIMIT(160, 164),
  OPENAT(257, 56),
  UNSHARE(272, 97),
  PIPE2(293, 59),
  SECCOMP(317, 277),
  SETNS(308, 268),
  MEMFD_CREATE(319, 279),
  PIDFD_SEND_SIGNAL(424, 424),
  OPEN_TREE(428, 428),
  MOVE_MOUNT(429, 429),
  PIDFD_OPEN(434, 434),
  MOUNT_SETATTR(442, 442);

  private final int x64;
  private final int arm64;

  Syscall(int x64, int arm64) {
    this.x64 = x64;
    this.arm64 = arm64;
  }

  long number() {
    return Architecture.current() == Architecture.X86_64 ? x64 : arm64;
  }
}
