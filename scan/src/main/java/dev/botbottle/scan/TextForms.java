package dev.botbottle.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * What a short text may stand for: its percent-decoded, base64-decoded and hex-decoded readings.
 * For looking only; nothing decoded here is ever sent.
 */
final class TextForms {
  /** Shorter runs cannot hold an encoded token. */
  private static final int SHORTEST_BASE64 = 16;

  private static final int SHORTEST_HEX = 24;
  private static final ByteSet BASE64 = ByteSet.named("b64both");
  private static final ByteSet HEX = ByteSet.named("hex");

  private TextForms() {}

  /** The readings of a text, one level deep. */
  static List<byte[]> of(byte[] text) {
    List<byte[]> forms = new ArrayList<>();
    percent(text, forms);
    base64Runs(text, forms);
    hexRuns(text, forms);
    return forms;
  }

  private static void percent(byte[] text, List<byte[]> forms) {
    byte[] out = new byte[text.length];
    int n = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '%' && i + 2 < text.length && HEX.has(text[i + 1]) && HEX.has(text[i + 2])) {
        out[n++] =
            (byte) ((Character.digit(text[i + 1], 16) << 4) | Character.digit(text[i + 2], 16));
        i += 2;
      } else {
        out[n++] = text[i];
      }
    }
    if (n < text.length) {
      forms.add(Arrays.copyOf(out, n));
    }
  }

  private static void base64Runs(byte[] text, List<byte[]> forms) {
    int at = 0;
    while (at < text.length) {
      int end = runEnd(BASE64, text, at);
      if (end - at >= SHORTEST_BASE64) {
        // A token may begin anywhere in the run: all four alignments, and each segment of a path
        // by itself, where no undecodable byte stands before it.
        for (int skip = 0; skip < 4; skip++) {
          base64(text, at + skip, end, forms);
        }
        int segment = at;
        for (int i = at; i <= end; i++) {
          if (i == end || text[i] == '/') {
            if (segment > at) {
              base64(text, segment, i, forms);
            }
            segment = i + 1;
          }
        }
      }
      at = end + 1;
    }
  }

  private static void hexRuns(byte[] text, List<byte[]> forms) {
    int at = 0;
    while (at < text.length) {
      int end = runEnd(HEX, text, at);
      if (end - at >= SHORTEST_HEX) {
        hex(text, at, end, forms);
        hex(text, at + 1, end, forms);
      }
      at = end + 1;
    }
  }

  private static int runEnd(ByteSet set, byte[] text, int from) {
    int end = from;
    while (end < text.length && set.has(text[end])) {
      end++;
    }
    return end;
  }

  private static void hex(byte[] text, int from, int to, List<byte[]> forms) {
    byte[] out = new byte[(to - from) / 2];
    for (int i = 0; i < out.length; i++) {
      int high = Character.digit(text[from + 2 * i], 16);
      out[i] = (byte) ((high << 4) | Character.digit(text[from + 2 * i + 1], 16));
    }
    forms.add(out);
  }

  private static void base64(byte[] text, int from, int to, List<byte[]> forms) {
    int length = to - from;
    if (length % 4 == 1) {
      length--;
    }
    if (length < SHORTEST_BASE64) {
      return;
    }
    byte[] standard = new byte[length];
    for (int i = 0; i < length; i++) {
      byte b = text[from + i];
      standard[i] = b == '-' ? (byte) '+' : b == '_' ? (byte) '/' : b;
    }
    forms.add(Base64.getDecoder().decode(standard));
  }
}
