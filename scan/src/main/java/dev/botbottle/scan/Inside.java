package dev.botbottle.scan;

/** What stands inside a credential that is itself an encoding of something. */
final class Inside {
  /** What every key OpenSSH writes begins with: base64 of "openssh-key-v1". */
  private static final String OPENSSH = "b3BlbnNzaC1rZXktdjE";

  private Inside() {}

  /** Whether the first part is a JSON object that has a member {@code alg}. */
  static boolean jsonWebToken(byte[] buffer, int from, int to) {
    int dot = from;
    while (dot < to && buffer[dot] != '.') {
      dot++;
    }
    byte[] header = decode(buffer, from, dot);
    return header.length > 2 && header[0] == '{' && holds(header, "\"alg\"");
  }

  /**
   * Whether base64, in lines that may be escaped, begins like a private key: an ASN.1 sequence that
   * is long enough, or OpenSSH's own form.
   */
  static boolean privateKey(byte[] buffer, int from, int to) {
    byte[] digits = new byte[OPENSSH.length()];
    int count = 0;
    for (int at = from; at < to && count < digits.length; at++) {
      boolean escape = buffer[at] == 'n' || buffer[at] == 'r' || buffer[at] == 't';
      // No key begins with these, so there they are what a line end is escaped by.
      if (!gap(buffer, at) && (count > 0 || !escape)) {
        digits[count++] = buffer[at];
      }
    }
    if (begins(digits, 0, count, OPENSSH)) {
      return true;
    }
    byte[] first = decode(digits, 0, Math.min(count, 8));
    if (first.length < 6 || first[0] != 0x30) {
      return false;
    }
    // X.690, section 8.1.3: the length is in one byte, or its length is.
    int length = first[1] & 0xff;
    return switch (length) {
      case 0x81 -> (first[2] & 0xff) >= 0x80 && (first[3] == 2 || first[3] == 0x30);
      case 0x82 -> first[2] != 0 && (first[4] == 2 || first[4] == 0x30);
      default -> length >= 0x20 && length < 0x80 && (first[2] == 2 || first[2] == 0x30);
    };
  }

  /** White space, or one of the signs by which it is escaped. */
  private static boolean gap(byte[] buffer, int at) {
    byte b = buffer[at];
    if (b == 'n' || b == 'r' || b == 't') {
      return at > 0 && buffer[at - 1] == '\\';
    }
    return b == ' ' || b == '\t' || b == '\r' || b == '\n' || b == '\\';
  }

  /** Whether it is a text with a colon in it, and something on both sides. */
  static boolean nameAndPassword(byte[] buffer, int from, int to) {
    byte[] text = decode(buffer, from, to);
    int colon = -1;
    for (int i = 0; i < text.length; i++) {
      if (text[i] >= 0 && text[i] < ' ') {
        return false;
      }
      colon = colon < 0 && text[i] == ':' ? i : colon;
    }
    return colon >= 0 && colon < text.length - 1;
  }

  private static boolean begins(byte[] buffer, int at, int to, String ascii) {
    if (to - at < ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (buffer[at + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(byte[] text, String ascii) {
    for (int at = 0; at + ascii.length() <= text.length; at++) {
      if (begins(text, at, text.length, ascii)) {
        return true;
      }
    }
    return false;
  }

  /** What base64 in either alphabet decodes to, up to the first character that is none. */
  private static byte[] decode(byte[] buffer, int from, int to) {
    int end = from;
    while (end < to && Base64Lens.value(buffer[end]) >= 0) {
      end++;
    }
    byte[] decoded = new byte[(end - from) * 6 / 8];
    int bits = 0;
    int have = 0;
    int out = 0;
    for (int i = from; i < end; i++) {
      bits = bits << 6 | Base64Lens.value(buffer[i]);
      have += 6;
      if (have >= 8) {
        have -= 8;
        decoded[out++] = (byte) (bits >> have);
      }
    }
    return decoded;
  }
}
