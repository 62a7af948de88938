package dev.botbottle.policy;

/** A number of bytes as a person reads and writes it. */
public final class ByteSize {
  private static final String UNITS = "kmgt";

  private ByteSize() {}

  /** The bytes with the largest unit (a power of 1024) that says them exactly. */
  public static String shown(long bytes) {
    long number = bytes;
    int unit = 0;
    while (unit < UNITS.length() && number % 1024 == 0) {
      number /= 1024;
      unit++;
    }
    return unit == 0 ? Long.toString(number) : number + UNITS.substring(unit - 1, unit);
  }
}
