package dev.botbottle.ledger;

import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.Finding;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The text of one entry: a JSON object (RFC 8259) on one line, in ASCII so that it does nothing to
 * a terminal. Its last member is the SHA-256 of all the text before that member, which ends with
 * the hash of the line before.
 */
final class LedgerLine {
  /** What stands for the hash before the first line. */
  static final String FIRST = "0".repeat(64);

  /** What stands between the hashed text and the hash. */
  static final String HASH_MEMBER = ",\"hash\":\"";

  /** What stands behind the hash. */
  static final String END = "\"}";

  /** The longest text of one member, in characters. */
  private static final int LONGEST = 4_096;

  /**
   * Characters of a line behind which no further finding begins: with the longest of them a line
   * stays well below what is read as one.
   */
  private static final int MOST_OF_FINDINGS = 1 << 18;

  private LedgerLine() {}

  /**
   * The text before the hash.
   *
   * @param time as {@link java.time.Instant#toString} writes it
   * @param about what {@link #about} gave for the entry
   */
  static String text(long seq, String time, String about, String previous) {
    return "{\"seq\":"
        + seq
        + ",\"time\":\""
        + time
        + '"'
        + about
        + ",\"previous\":\""
        + previous
        + '"';
  }

  /** What a line tells of an entry, whenever and behind whatever it is written. */
  static String about(LedgerEntry entry, long count) {
    StringBuilder out = new StringBuilder(512);
    out.append(",\"kind\":\"").append(word(entry.kind())).append('"');
    member(out, ",\"host\":", entry.host());
    out.append(",\"port\":").append(entry.port());
    member(out, ",\"method\":", entry.method());
    member(out, ",\"path\":", entry.path());
    out.append(",\"verdict\":\"").append(word(entry.verdict())).append('"');
    member(out, ",\"rule\":", entry.rule());
    member(out, ",\"reason\":", entry.reason());
    out.append(",\"findings\":[");
    int written = 0;
    for (; written < entry.findings().size() && out.length() < MOST_OF_FINDINGS; written++) {
      Finding finding = entry.findings().get(written);
      member(out, written == 0 ? "{\"detector\":" : ",{\"detector\":", finding.detector());
      member(out, ",\"place\":", finding.place().word());
      member(out, ",\"masked\":", finding.masked());
      if (!finding.fingerprint().isEmpty()) {
        member(out, ",\"fingerprint\":", finding.fingerprint());
      }
      if (finding.allowed()) {
        out.append(",\"allowed\":true");
      }
      out.append('}');
    }
    out.append(']');
    if (written < entry.findings().size()) {
      out.append(",\"findings_left_out\":").append(entry.findings().size() - written);
    }
    out.append(",\"bytes_out\":").append(entry.bytesOut());
    out.append(",\"bytes_in\":").append(entry.bytesIn());
    if (count > 1) {
      out.append(",\"count\":").append(count);
    }
    return out.toString();
  }

  /** The hash of a text, in hexadecimal. */
  static String hash(byte[] text, int length) {
    return hash(digest(), text, length);
  }

  /** The same by a digest that is used again and again. */
  static String hash(MessageDigest digest, byte[] text, int length) {
    digest.update(text, 0, length);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** What makes the hashes. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }

  static String hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return hash(bytes, bytes.length);
  }

  private static void member(StringBuilder out, String name, String value) {
    out.append(name).append('"');
    int length = Math.min(value.length(), LONGEST);
    int plain = 0; // where what is written as it is begins
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
        continue;
      }
      out.append(value, plain, i);
      plain = i + 1;
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else {
        out.append("\\u").append(HexFormat.of().toHexDigits(c));
      }
    }
    out.append(value, plain, length);
    if (value.length() > LONGEST) {
      out.append("\\u2026");
    }
    out.append('"');
  }

  private static String word(LedgerEntry.Kind kind) {
    return switch (kind) {
      case REQUEST -> "request";
      case RESPONSE -> "response";
      case DNS -> "dns";
      case CONNECT -> "connect";
      case SESSION -> "session";
    };
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case ALLOW -> "allow";
      case DENY -> "deny";
      case HOLD -> "hold";
    };
  }
}
