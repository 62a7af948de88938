package dev.botbottle.launcher.host;

/** The product's own exit codes; {@code docs/exit-codes.md} lists them. */
public enum ExitCode {
  OK(0),
  USAGE(2),
  INTERNAL(64),
  MANIFEST(65),
  NOT_CONFIRMED(66),
  NO_BACKEND(67),
  NO_SECRET(68),
  BAD_WORKSPACE(69),
  LAUNCH(70),
  NO_SESSION(71),
  NO_AGENT_PROGRAM(72),
  GATEWAY_LOST(73),
  PROTECTION_LOST(74),
  HOLDER_LOST(75),
  NOT_TRUSTED(76),
  LEDGER(77),
  NO_ANSWER(78);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number the process ends with. */
  public int code() {
    return code;
  }
}
