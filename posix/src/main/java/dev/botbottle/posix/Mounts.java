package dev.botbottle.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Mounts in a mount namespace of one thread's own, for a launcher run by root (mount(2),
 * open_tree(2), mount_setattr(2)).
 */
public final class Mounts {
  private static final int CLONE_NEWNS = 0x20000;
  private static final int MS_REC_PRIVATE = 0x4000 | 0x40000;
  private static final int MS_NOSUID_NODEV = 2 | 4;
  private static final int AT_FDCWD = -100;
  private static final int OPEN_TREE_CLONE = 1;
  private static final int O_CLOEXEC = 0x80000;
  private static final int AT_RECURSIVE = 0x8000;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int MOVE_MOUNT_F_EMPTY_PATH = 4;
  private static final int MOUNT_ATTR_IDMAP = 0x100000;
  private static final int MOUNT_ATTR_NOSUID_NODEV = 2 | 4;

  private Mounts() {}

  /**
   * Gives the calling platform thread, and every process it starts from now on, mounts of its own;
   * nothing done to them is seen elsewhere, and they end with the last of these processes.
   */
  public static void enterPrivateNamespace() {
    Libc.syscall(Syscall.UNSHARE, CLONE_NEWNS);
    try (Arena arena = Arena.ofConfined()) {
      Libc.syscall(Syscall.MOUNT, 0, arena.allocateFrom("/").address(), 0, MS_REC_PRIVATE, 0);
    }
  }

  /** Mounts an empty file system in memory, which anybody may traverse. */
  public static void emptyDirectory(String target) {
    try (Arena arena = Arena.ofConfined()) {
      long type = arena.allocateFrom("tmpfs").address();
      Libc.syscall(
          Syscall.MOUNT,
          type,
          arena.allocateFrom(target).address(),
          type,
          MS_NOSUID_NODEV,
          arena.allocateFrom("mode=0755,size=1m").address());
    }
  }

  /** Shows {@code source} at {@code target} too; both exist. */
  public static void show(String source, String target) {
    attach(source, target, null);
  }

  /**
   * Shows {@code source} at {@code target} with owners mapped by a user namespace: what root owns
   * on disk appears as the id that namespace maps 0 to, and what that id writes belongs to root.
   */
  public static void showMapped(String source, String target, Descriptor userNamespace) {
    attach(source, target, userNamespace);
  }

  private static void attach(
      String source, String target, @org.jspecify.annotations.Nullable Descriptor userNamespace) {
    try (Arena arena = Arena.ofConfined()) {
      long empty = arena.allocateFrom("").address();
      // A mapped mount takes no other mounts below it along: each would need its own mapping.
      long recursive = userNamespace == null ? AT_RECURSIVE : 0;
      try (Descriptor tree =
          new Descriptor(
              Libc.syscall(
                  Syscall.OPEN_TREE,
                  AT_FDCWD,
                  arena.allocateFrom(source).address(),
                  OPEN_TREE_CLONE | O_CLOEXEC | recursive))) {
        if (userNamespace != null) {
          MemorySegment attributes = arena.allocate(32, 8); // struct mount_attr
          attributes.set(ValueLayout.JAVA_LONG, 0, MOUNT_ATTR_IDMAP | MOUNT_ATTR_NOSUID_NODEV);
          attributes.set(ValueLayout.JAVA_LONG, 24, userNamespace.number());
          Libc.syscall(
              Syscall.MOUNT_SETATTR,
              tree.number(),
              empty,
              AT_EMPTY_PATH,
              attributes.address(),
              attributes.byteSize());
        }
        Libc.syscall(
            Syscall.MOVE_MOUNT,
            tree.number(),
            empty,
            AT_FDCWD,
            arena.allocateFrom(target).address(),
            MOVE_MOUNT_F_EMPTY_PATH);
      }
    }
  }
}
