package dev.botbottle.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The forms in which a known value is looked for: as it is, base64 at the three alignments in both
 * alphabets (RFC 4648, sections 4 and 5), hexadecimal, with every byte percent-encoded (RFC 3986,
 * section 2.1); one with signs in it also with any of them escaped ({@link Spellings}), and with
 * what is beyond ASCII as JSON escapes it (RFC 8259, section 7).
 */
final class Encodings {
  /** Shorter values are not looked for: they would be found in any text. */
  static final int SHORTEST = 6;

  /** Of longer values only so many leading bytes are looked for. */
  static final int LONGEST = 4096;

  private static final byte[] LOWER_HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** What no writer here escapes. */
  static final ByteSet UNESCAPED = ByteSet.named("safe");

  private Encodings() {}

  /** The distinct forms of a value, none when it is too short. */
  static List<KnownForm> of(KnownSecret secret) {
    byte[] whole = secret.value().reveal();
    if (whole.length < SHORTEST) {
      return List.of();
    }
    byte[] value = Arrays.copyOf(whole, Math.min(whole.length, LONGEST));
    List<byte[]> seen = new ArrayList<>();
    List<KnownForm> forms = new ArrayList<>();
    add(secret, forms, seen, "", value.clone());
    for (int alignment = 0; alignment < 3; alignment++) {
      add(secret, forms, seen, "base64", base64(value, alignment, Base64.getEncoder()));
      add(secret, forms, seen, "base64", base64(value, alignment, Base64.getUrlEncoder()));
    }
    if (!unescaped(value)) {
      forms.addAll(KnownForm.escaped(secret, value.clone()));
    }
    if (beyondAscii(value)) {
      add(secret, forms, seen, "JSON", json(value));
    }
    forms.add(KnownForm.inEitherCase(secret, "hex", hex(value)));
    forms.add(KnownForm.inEitherCase(secret, "percent-encoding", allPercent(value)));
    Arrays.fill(whole, (byte) 0);
    Arrays.fill(value, (byte) 0);
    return forms;
  }

  /** Whether no encoding here escapes any byte: so it is with most tokens. */
  private static boolean unescaped(byte[] value) {
    for (byte b : value) {
      if (!UNESCAPED.has(b)) {
        return false;
      }
    }
    return true;
  }

  private static boolean beyondAscii(byte[] value) {
    for (byte b : value) {
      if (b < 0) {
        return true;
      }
    }
    return false;
  }

  private static void add(
      KnownSecret secret, List<KnownForm> forms, List<byte[]> seen, String encoding, byte[] form) {
    for (byte[] other : seen) {
      if (Arrays.equals(other, form)) {
        return;
      }
    }
    seen.add(form);
    forms.add(KnownForm.asIs(secret, encoding, form));
  }

  /**
   * The characters that depend on the value alone when {@code alignment} bytes modulo 3 stand
   * before it, whatever follows.
   */
  private static byte[] base64(byte[] value, int alignment, Base64.Encoder encoder) {
    byte[] padded = new byte[alignment + value.length];
    System.arraycopy(value, 0, padded, alignment, value.length);
    byte[] encoded = encoder.withoutPadding().encode(padded);
    int from = alignment == 0 ? 0 : alignment + 1;
    return Arrays.copyOfRange(encoded, from, padded.length * 8 / 6);
  }

  private static byte[] hex(byte[] value) {
    byte[] out = new byte[2 * value.length];
    for (int i = 0; i < value.length; i++) {
      out[2 * i] = LOWER_HEX[(value[i] >> 4) & 15];
      out[2 * i + 1] = LOWER_HEX[value[i] & 15];
    }
    return out;
  }

  private static byte[] allPercent(byte[] value) {
    byte[] out = new byte[3 * value.length];
    for (int i = 0; i < value.length; i++) {
      out[3 * i] = '%';
      out[3 * i + 1] = LOWER_HEX[(value[i] >> 4) & 15];
      out[3 * i + 2] = LOWER_HEX[value[i] & 15];
    }
    return out;
  }

  /** The inside of a JSON string of nothing but ASCII. */
  private static byte[] json(byte[] value) {
    StringBuilder out = new StringBuilder();
    String text = new String(value, StandardCharsets.UTF_8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c > '~') {
            out.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
              out.append((char) LOWER_HEX[(c >> shift) & 15]);
            }
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
