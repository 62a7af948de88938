package dev.botbottle.policy;

/**
 * Where a rule comes from: a manifest position or a built-in.
 *
 * @param source a file name as shown to the user, or {@code provider claude} and the like
 * @param line the line, from 1; 0 when the source has no lines
 * @param column the column, from 1; 0 when the source has no lines
 */
public record Origin(String source, int line, int column) {
  /** A rule of the product itself. */
  public static Origin builtIn(String source) {
    return new Origin(source, 0, 0);
  }

  /** {@code file:line:column}, or the source alone. */
  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
