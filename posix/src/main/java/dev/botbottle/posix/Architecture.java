package dev.botbottle.posix;

import java.util.Locale;

/** The processor architectures the product knows system-call numbers for. */
public enum Architecture {
  /** AUDIT_ARCH_X86_64 of linux/audit.h. */
  X86_64(0xC000003E),
  /** AUDIT_ARCH_AARCH64 of linux/audit.h. */
  ARM64(0xC00000B7);

  private final int audit;

  Architecture(int audit) {
    this.audit = audit;
  }

  /** The number seccomp shows a filter for this architecture. */
  public int audit() {
    return audit;
  }

  /** This machine's; an unknown one is an error, because no filter could be built for it. */
  public static Architecture current() {
    return Current.VALUE;
  }

  private static final class Current {
    static final Architecture VALUE =
        switch (System.getProperty("os.arch", "").toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> X86_64;
          case "aarch64", "arm64" -> ARM64;
          default ->
              throw new UnsupportedOperationException(
                  "bot-bottle knows x86-64 and arm64, not " + System.getProperty("os.arch"));
        };
  }
}
