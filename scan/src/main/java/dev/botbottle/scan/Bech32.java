package dev.botbottle.scan;

import java.util.Arrays;

/** The checksum of Bech32 (BIP 173): a word, a 1, and digits of base 32 in one case. */
final class Bech32 {
  private static final String DIGITS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final byte[] VALUE = new byte[128];

  static {
    Arrays.fill(VALUE, (byte) -1);
    for (int i = 0; i < DIGITS.length(); i++) {
      VALUE[DIGITS.charAt(i)] = (byte) i;
    }
  }

  private Bech32() {}

  static boolean checks(byte[] buffer, int from, int to) {
    int one = to - 1;
    while (one > from && buffer[one] != '1') {
      one--;
    }
    int check = 1;
    for (int i = from; i < one; i++) {
      check = step(check, Automaton.fold(buffer[i]) >> 5);
    }
    check = step(check, 0);
    for (int i = from; i < one; i++) {
      check = step(check, Automaton.fold(buffer[i]) & 31);
    }
    for (int i = one + 1; i < to; i++) {
      byte b = Automaton.fold(buffer[i]);
      if (b < 0 || VALUE[b] < 0) {
        return false;
      }
      check = step(check, VALUE[b]);
    }
    return one > from && check == 1;
  }

  private static int step(int check, int value) {
    int top = check >>> 25;
    int next = (check & 0x1ffffff) << 5 ^ value;
    for (int i = 0; i < GENERATOR.length; i++) {
      next ^= (top >> i & 1) == 0 ? 0 : GENERATOR[i];
    }
    return next;
  }
}
