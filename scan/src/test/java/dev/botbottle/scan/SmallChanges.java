package dev.botbottle.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Small changes of a unit that a text repeats, in which each character is a byte. The same random
 * numbers make the same changes.
 */
final class SmallChanges {
  /** No unit becomes longer. */
  static final int LONGEST = 400;

  private static final String SIGNS = "-\\~=. ,'\"_:/|*%&;+#{}[]()<>$@\n\r\t";
  private static final String PLAIN = "axkAZ014789efEF";

  /** What scanners look at closer: escapes, joints, look-alikes, what is not shown. */
  private static final List<String> NOTATIONS =
      List.of(
          "%25",
          "%41",
          "%2541",
          "%u0067",
          "=3D",
          "=41",
          "=\n",
          "\\u0041",
          "\\x41",
          "\\101",
          "\\n",
          "\\\"",
          "\\\\",
          "\\/",
          "&#65;",
          "&amp;",
          "&quot;",
          "0x41,",
          "\",\"",
          "\\\",\\\"",
          "\" + \"",
          "&a=",
          "\r\n",
          "': '",
          "\u00d0\u00b0",
          "\u00ef\u00bc\u00a1",
          "\u00e2\u0080\u008b",
          "\u00cc\u0081",
          "a-b-",
          "A\0");

  private final Random random;
  private final List<String> words;

  /**
   * Changes that also write parts of some words.
   *
   * @param words known values, and what credentials begin with
   */
  SmallChanges(Random random, List<String> words) {
    this.random = random;
    this.words = List.copyOf(words);
  }

  /** A unit that differs a little, or that of another one's end. */
  String of(String unit, String other) {
    String changed = unit;
    do {
      changed = once(changed, other);
    } while (random.nextInt(3) == 0);
    if (changed.isEmpty()) {
      return part();
    }
    return changed.length() > LONGEST ? changed.substring(0, LONGEST) : changed;
  }

  private String once(String unit, String other) {
    int from = random.nextInt(unit.length() + 1);
    int to = from + Math.min(unit.length() - from, few());
    String before = unit.substring(0, from);
    String stretch = unit.substring(from, to);
    String behind = unit.substring(to);
    return switch (random.nextInt(8)) {
      case 0, 1 -> before + part() + stretch + behind;
      case 2 -> before + behind;
      case 3 -> before + part() + behind;
      case 4 -> before + stretch.repeat(2 + few()) + behind;
      case 5 -> random.nextBoolean() ? shortened(unit, from) : stretch + before + stretch + behind;
      case 6 -> before + other.substring(random.nextInt(other.length()));
      default -> random.nextInt(4) == 0 ? encoded(unit) : before + encoded(stretch) + behind;
    };
  }

  /** One or some, seldom many. */
  private int few() {
    return 1 + random.nextInt(1 << random.nextInt(6));
  }

  /** Without some of the characters of a row. */
  private String shortened(String unit, int from) {
    int to = from;
    while (to < unit.length() && unit.charAt(to) == unit.charAt(from)) {
      to++;
    }
    return to == from
        ? unit
        : unit.substring(0, from + random.nextInt(to - from)) + unit.substring(to);
  }

  /** Something that is put in. */
  private String part() {
    return switch (random.nextInt(6)) {
      case 0 -> Texts.random(random, SIGNS, 1).repeat(few());
      case 1 -> Texts.random(random, PLAIN, 1).repeat(few());
      case 2 -> Texts.random(random, PLAIN, few());
      case 3, 4 -> words.isEmpty() || random.nextBoolean() ? one(NOTATIONS) : beginning(one(words));
      default -> words.isEmpty() ? one(NOTATIONS) : one(words);
    };
  }

  private String one(List<String> all) {
    return all.get(random.nextInt(all.size()));
  }

  private String beginning(String word) {
    return word.substring(0, 1 + random.nextInt(word.length()));
  }

  private String encoded(String text) {
    return switch (random.nextInt(9)) {
      case 0 -> Texts.base64(text);
      case 1 -> Texts.hex(text);
      case 2 -> Texts.base32(text);
      case 3 -> Texts.percent(text);
      case 4 -> each(text, "%%%02x");
      case 5 -> each(text, "\\u%04x");
      case 6 -> each(text, "&#%d;");
      case 7 -> text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
      default -> each(text, random.nextBoolean() ? "=%02X" : "%c-");
    };
  }

  private static String each(String text, String format) {
    return text.chars().mapToObj(format::formatted).collect(Collectors.joining());
  }

  /** What to write parts of: these values, and the keywords of all formats. */
  static List<String> words(List<KnownSecret> known) {
    List<String> words = new ArrayList<>();
    for (Detector detector : DetectorFile.all()) {
      for (byte[] keyword : detector.keywords()) {
        words.add(new String(keyword, StandardCharsets.ISO_8859_1));
      }
    }
    // As many parts of values as there are keywords: each value is like the others of its set.
    int keywords = words.size();
    for (int i = 0; i < keywords && !known.isEmpty(); i++) {
      byte[] value = known.get(i % known.size()).value().reveal();
      String text = new String(value, StandardCharsets.ISO_8859_1);
      words.add(text.substring(0, Math.min(text.length(), 80)));
    }
    return words;
  }
}
