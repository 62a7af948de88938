package dev.botbottle.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/** Checks that a ledger's lines form one chain from the first on, line by line. */
public final class LedgerVerifier {
  private static final byte[] HASH_MEMBER = ascii(LedgerLine.HASH_MEMBER);
  private static final byte[] END = ascii(LedgerLine.END);
  private static final byte[] PREVIOUS = ascii(",\"previous\":\"");
  private static final byte[] DIGITS = ascii("0123456789abcdef");

  /** The length of a hash in hexadecimal. */
  private static final int HASH = 64;

  private final MessageDigest digest = LedgerLine.digest();
  private byte[] previous = ascii(LedgerLine.FIRST);
  private long lines;
  private Optional<Broken> broken = Optional.empty();

  /** A check that begins with the first line. */
  public LedgerVerifier() {}

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
    LineReader reader = new LineReader(ledger);
    LedgerVerifier verifier = new LedgerVerifier();
    while (verifier.broken.isEmpty() && reader.next()) {
      verifier.check(reader);
    }
    return verifier.result(reader);
  }

  /** Takes the line up that the reader stands at; nothing behind a broken one counts any more. */
  public void check(LineReader reader) {
    if (broken.isEmpty()) {
      broken =
          wrong(reader.buffer(), reader.from(), reader.length())
              .map(why -> new Broken(lines + 1, why));
      lines++;
    }
  }

  /** What became of the chain, when the reader has come to the ledger's end. */
  public Result result(LineReader reader) {
    if (broken.isPresent()) {
      return broken.get();
    }
    String head = new String(previous, StandardCharsets.US_ASCII);
    int rest = reader.restLength();
    if (rest > LineReader.LONGEST) {
      return new Broken(lines + 1, "it is longer than any entry");
    }
    return rest == 0 ? new Intact(lines, head) : new Torn(lines, head, rest);
  }

  /** What is wrong with the next line; if nothing is, its hash is the one to follow. */
  private Optional<String> wrong(byte[] bytes, int from, int length) {
    if (length > LineReader.LONGEST) {
      return Optional.of("it is longer than any entry");
    }
    int hash = from + length - END.length - HASH;
    int member = hash - HASH_MEMBER.length;
    if (member < from || !stands(HASH_MEMBER, bytes, member) || !stands(END, bytes, hash + HASH)) {
      return Optional.of("it does not end with a hash");
    }
    byte[] beginning = ascii("{\"seq\":" + lines + ",");
    if (from + beginning.length > member || !stands(beginning, bytes, from)) {
      return Optional.of("its sequence number is not " + lines);
    }
    int quoted = member - 1 - HASH;
    if (quoted - PREVIOUS.length < from
        || !stands(PREVIOUS, bytes, quoted - PREVIOUS.length)
        || !stands(previous, bytes, quoted)
        || bytes[member - 1] != '"') {
      return Optional.of("it does not follow the line before it");
    }
    digest.update(bytes, from, member - from);
    if (!isHexadecimal(digest.digest(), bytes, hash)) {
      return Optional.of("its hash is not the hash of its text");
    }
    previous = Arrays.copyOfRange(bytes, hash, hash + HASH);
    return Optional.empty();
  }

  private static boolean stands(byte[] what, byte[] in, int at) {
    return Arrays.equals(what, 0, what.length, in, at, at + what.length);
  }

  private static boolean isHexadecimal(byte[] hash, byte[] in, int at) {
    for (int i = 0; i < hash.length; i++) {
      if (in[at + 2 * i] != DIGITS[hash[i] >> 4 & 0xf]
          || in[at + 2 * i + 1] != DIGITS[hash[i] & 0xf]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
