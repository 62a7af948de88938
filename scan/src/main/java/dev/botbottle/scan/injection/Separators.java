package dev.botbottle.scan.injection;

/** What a byte does behind a word or between words, and which characters nobody sees. */
final class Separators {
  /** It only separates words. */
  static final byte PLAIN = 1;

  /** The same, where no comment can end. */
  static final byte DASH = 2;

  /** It may end a sentence. */
  static final byte STOP = 3;

  /** It is left out of its word. */
  static final byte QUOTE = 4;

  private static final byte[] KIND = new byte[256];

  static {
    for (char c = 0; c < 128; c++) {
      if (Letters.small(c) == 0 && c != '\\' && Marks.ALL.next(0, c) == 0) {
        KIND[c] =
            switch (c) {
              case '-', '>' -> DASH;
              case '.', '!', '?' -> STOP;
              case '\'' -> QUOTE;
              default -> PLAIN;
            };
      }
    }
  }

  private Separators() {}

  /** One of the kinds; 0 for letters and digits, and for what may begin something. */
  static byte kind(int b) {
    return KIND[b & 0xff];
  }

  /** Zero-width characters, joiners, directions and variation selectors. */
  static boolean isInvisible(int c) {
    return c == 0xad
        || (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2060 && c <= 0x2064)
        || c == 0xfeff
        || c == 0x180e
        || (c >= 0xfe00 && c <= 0xfe0f)
        || (c >= 0xe0100 && c <= 0xe01ef);
  }

  /** Whether a character is left out of the word it stands in. */
  static boolean isApostrophe(int c) {
    return c == '\'' || c == 0x2019;
  }

  /** Whether a letter behind a backslash stands for what is no part of a word (RFC 8259 §7). */
  static boolean isEscapedSpace(int letter) {
    return letter == 'n' || letter == 't' || letter == 'r' || letter == 'b' || letter == 'f';
  }

  /** Whether a character is one of a tag, which nobody sees. */
  static boolean isTag(int c) {
    return c >= 0xe0000 && c <= 0xe007f;
  }
}
