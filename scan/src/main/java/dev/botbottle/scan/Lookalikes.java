package dev.botbottle.scan;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The ASCII text that a character beyond ASCII can be taken for: none for what is not shown
 * (Unicode Standard Annex 44, Default_Ignorable_Code_Point), the compatibility form without accents
 * (Annex 15), and letters of other scripts that look alike (Technical Standard 39, confusables).
 */
final class Lookalikes {
  private static final byte[] NOTHING = {};

  /** Pairs of a letter and what it looks like. */
  private static final String ALIKE =
      // Cyrillic.
      "\u0410A\u0412B\u0415E\u04173\u0405S\u0406I\u0408J\u041aK\u041cM\u041dH\u041eO\u0420P"
          + "\u0421C\u0422T\u0423Y\u0425X\u0430a\u04316\u0433r\u0435e\u043eo\u0440p\u0441c\u0443y"
          + "\u0445x\u044cb\u0455s\u0456i\u0458j\u0474V\u0475v\u04aeY\u04afy\u04bbh\u04c0l\u04cfl"
          + "\u0501d\u050cG\u051aQ\u051bq\u051cW\u051dw"
          // Greek and Coptic.
          + "\u0391A\u0392B\u0395E\u0396Z\u0397H\u0399I\u039aK\u039cM\u039dN\u039fO\u03a1P\u03a4T"
          + "\u03a5Y\u03a7X\u03b1a\u03b3y\u03b7n\u03b9i\u03bdv\u03bfo\u03c1p\u03c3o\u03c5u\u03f2c"
          + "\u03f3j\u03f9C\u037fJ"
          // Armenian.
          + "\u0555O\u054dU\u0566q\u0570h\u0575j\u0578n\u057du\u0581g\u0585o"
          // Cherokee.
          + "\u13a0D\u13a1R\u13a2T\u13aaA\u13abJ\u13acE\u13b3W\u13b7M\u13bbH\u13bdY\u13c0G\u13c3Z"
          + "\u13d9V\u13daS\u13deL\u13dfC\u13e2P\u13e6K\u13f4B"
          // Latin letters that are no variants of others by themselves.
          + "\u0131i\u0237j\u0251a\u0261g\u01c0l\u0269i\u0456i\u028bu"
          // Signs.
          + "\u02cd_\u2010-\u2011-\u2012-\u2013-\u2043-\u2212-\u2024.\u3002.\u2044/\u2215/\u2236:"
          + "\ua789:\ua78a=\u02d0:\u05c3:\u066a%\u203f_\ufe33_\ufe34_\ufe4d_\ufe4e_\ufe4f_";

  /** First and last characters of stretches of what is not shown. */
  private static final int[] UNSEEN = {
    0xad, 0xad, 0x300, 0x36f, 0x61c, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180f, 0x200b,
    0x200f, 0x202a, 0x202e, 0x2060, 0x206f, 0x20d0, 0x20ff, 0x3164, 0x3164, 0xfe00, 0xfe0f, 0xfeff,
    0xfeff, 0xffa0, 0xffa0, 0x1d173, 0x1d17a, 0xe0000, 0xe0fff
  };

  /** First and last characters of stretches with compatibility forms of ASCII. */
  private static final int[] VARIANTS = {
    0xa0, 0xa0, 0xaa, 0x24f, 0x2b0, 0x2e4, 0x1d2c, 0x1d6a, 0x1e00, 0x1eff, 0x2000, 0x209c, 0x2100,
    0x218f, 0x2460, 0x24ff, 0x2c7c, 0x2c7d, 0x3000, 0x3000, 0xa7f0, 0xa7ff, 0xfb00, 0xfb06, 0xfe50,
    0xfe6b, 0xff01, 0xff5e, 0x1d400, 0x1d7ff, 0x1f100, 0x1f14f, 0x1fbf0, 0x1fbf9
  };

  /** What was looked up already; only of the stretches above, so of bounded size. */
  private static final Map<Integer, byte[]> KNOWN = new ConcurrentHashMap<>();

  /** ASCII that is not shown: tags. */
  private static final int[] TAGS = {0xe0020, 0xe007e};

  /**
   * For each 256 characters whether one of them is any of these; most of what is written is not.
   */
  private static final boolean[] TOUCHED = new boolean[(Character.MAX_CODE_POINT >> 8) + 1];

  static {
    for (int i = 0; i < ALIKE.length(); i += 2) {
      KNOWN.put((int) ALIKE.charAt(i), new byte[] {(byte) ALIKE.charAt(i + 1)});
      TOUCHED[ALIKE.charAt(i) >> 8] = true;
    }
    for (int[] stretches : List.of(UNSEEN, VARIANTS, TAGS)) {
      for (int i = 0; i < stretches.length; i += 2) {
        Arrays.fill(TOUCHED, stretches[i] >> 8, (stretches[i + 1] >> 8) + 1, true);
      }
    }
  }

  private Lookalikes() {}

  /** What a character beyond ASCII can be taken for, or null when it is just itself. */
  static byte @Nullable [] of(int character) {
    // Four bytes of UTF-8 may say more than there are characters.
    if (character > Character.MAX_CODE_POINT || !TOUCHED[character >> 8]) {
      return null;
    }
    byte[] known = KNOWN.get(character);
    if (known != null) {
      return known.length == 0 ? null : known;
    }
    if (within(TAGS, character)) {
      return new byte[] {(byte) (character - 0xe0000)};
    }
    if (within(UNSEEN, character)) {
      return NOTHING;
    }
    if (!within(VARIANTS, character)) {
      return null;
    }
    byte[] found = variant(character);
    KNOWN.put(character, found);
    return found.length == 0 ? null : found;
  }

  private static byte[] variant(int character) {
    String parts = Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKD);
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < parts.length(); i++) {
      char c = parts.charAt(i);
      if (c < 128) {
        plain.append(c);
      } else if (Character.getType(c) != Character.NON_SPACING_MARK) {
        return NOTHING;
      }
    }
    return plain.isEmpty() ? NOTHING : plain.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean within(int[] stretches, int character) {
    for (int i = 0; i < stretches.length; i += 2) {
      if (character >= stretches[i] && character <= stretches[i + 1]) {
        return true;
      }
    }
    return false;
  }
}
