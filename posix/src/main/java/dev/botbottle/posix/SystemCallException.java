package dev.botbottle.posix;

/** A system call that failed. */
public final class SystemCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EIO = 5;
  public static final int ESRCH = 3;
  public static final int ECHILD = 10;
  public static final int EACCES = 13;
  public static final int EINVAL = 22;
  public static final int EAFNOSUPPORT = 97;

  private final String call;
  private final int errno;

  SystemCallException(String call, int errno) {
    super(call + ": " + describe(errno));
    this.call = call;
    this.errno = errno;
  }

  /** The name of the call. */
  public String call() {
    return call;
  }

  /** The error number of errno(3). */
  public int errno() {
    return errno;
  }

  private static String describe(int errno) {
    return switch (errno) {
      case EPERM -> "operation not permitted (EPERM)";
      case ENOENT -> "no such file or directory (ENOENT)";
      case ESRCH -> "no such process (ESRCH)";
      case EIO -> "input/output error (EIO)";
      case ECHILD -> "no child process (ECHILD)";
      case EACCES -> "permission denied (EACCES)";
      case 16 -> "busy (EBUSY)";
      case EINVAL -> "invalid argument (EINVAL)";
      case 24 -> "too many open files (EMFILE)";
      case 28 -> "no space left (ENOSPC)";
      case 38 -> "not in this kernel (ENOSYS)";
      case EAFNOSUPPORT -> "address family not supported (EAFNOSUPPORT)";
      case 98 -> "address in use (EADDRINUSE)";
      default -> "error " + errno;
    };
  }
}
