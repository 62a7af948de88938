package dev.botbottle.scan;

/** One step of a detector behind its keyword. Runs are greedy and never give back. */
sealed interface Element {
  /** From {@code min} to {@code max} bytes of a set. */
  record Run(ByteSet set, int min, int max, boolean secret) implements Element {}

  /** Exactly these bytes. */
  record Text(String ascii) implements Element {}

  /** The most bytes it can take. */
  default int longest() {
    return switch (this) {
      case Run run -> run.max();
      case Text text -> text.ascii().length();
    };
  }
}
