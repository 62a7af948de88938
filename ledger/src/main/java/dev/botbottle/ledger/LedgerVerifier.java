package dev.botbottle.ledger;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Checks that a ledger's lines form one chain from the first on. */
public final class LedgerVerifier {
  /** Longer than any line the ledger writes. */
  private static final int LONGEST_LINE = 1 << 20;

  private LedgerVerifier() {}

  /** What became of a chain. */
  public sealed interface Result {
    /** The number of whole lines in their place, from the first on. */
    long lines();
  }

  /**
   * Every line is whole and in its place.
   *
   * @param lines the number of lines
   * @param head the hash of the last one
   */
  public record Intact(long lines, String head) implements Result {}

  /**
   * Every whole line is in its place; behind them stands the beginning of one, as a crash or a full
   * disk leaves it.
   *
   * @param lines the number of whole lines
   * @param head the hash of the last whole one
   * @param bytes the length of what is left of the torn one
   */
  public record Torn(long lines, String head, int bytes) implements Result {}

  /**
   * A line was changed, taken out, put in or moved.
   *
   * @param line its number, from 1
   * @param why what is wrong with it
   */
  public record Broken(long line, String why) implements Result {
    @Override
    public long lines() {
      return line - 1;
    }
  }

  /** Reads the whole ledger. */
  public static Result verify(InputStream ledger) throws IOException {
    InputStream in = new BufferedInputStream(ledger);
    String previous = LedgerLine.FIRST;
    long lines = 0;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b != '\n') {
        line.write(b);
        if (line.size() > LONGEST_LINE) {
          return new Broken(lines + 1, "it is longer than any entry");
        }
        continue;
      }
      byte[] bytes = line.toByteArray();
      line.reset();
      int member = bytes.length - LedgerLine.END.length() - 64 - LedgerLine.HASH_MEMBER.length();
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      if (member < 0
          || !text.startsWith(LedgerLine.HASH_MEMBER, member)
          || !text.endsWith(LedgerLine.END)) {
        return new Broken(lines + 1, "it does not end with a hash");
      }
      if (!text.startsWith("{\"seq\":" + lines + ",")) {
        return new Broken(lines + 1, "its sequence number is not " + lines);
      }
      if (!text.substring(0, member).endsWith(",\"previous\":\"" + previous + "\"")) {
        return new Broken(lines + 1, "it does not follow the line before it");
      }
      String hash = LedgerLine.hash(bytes, member);
      if (!text.startsWith(hash, member + LedgerLine.HASH_MEMBER.length())) {
        return new Broken(lines + 1, "its hash is not the hash of its text");
      }
      previous = hash;
      lines++;
    }
    return line.size() == 0 ? new Intact(lines, previous) : new Torn(lines, previous, line.size());
  }
}
