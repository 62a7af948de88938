package dev.botbottle.scan.injection;

import dev.botbottle.scan.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The phrases and marks to watch for, read from the module's resources when first asked for.
 *
 * <p>A block begins with its id at the start of a line. The indented lines below it are {@code
 * severity}, {@code advice}, {@code hidden} (counts only where a person does not see it), {@code
 * hides} (is nothing by itself, but hides what stands behind it from a person), any number of
 * {@code words} (a phrase: words with {@code |} between alternatives, {@code ~n} for up to n other
 * words in between, none by default) and {@code mark} (a text in any case of letters, which begins
 * with {@code <} or {@code [}), and {@code hit} and {@code miss}: texts the tests hold it to.
 */
final class InjectionRules {
  static final String FILE = "instructions.txt";

  /** What is told of a finding, or done by what is none. */
  record Kind(String id, Severity severity, String advice, boolean hiddenOnly, boolean hides) {}

  /**
   * A phrase.
   *
   * @param slots for each word of it the ids of its alternatives
   * @param gaps how many other words may stand before each but the first
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never leaves this package.
  record Phrase(Kind kind, List<BitSet> slots, int[] gaps) {}

  private static final class Holder {
    static final InjectionRules RULES = parse(text());
  }

  private final Map<String, Integer> ids = new HashMap<>();
  private final List<String> words = new ArrayList<>(List.of(""));
  private final List<Phrase> phrases = new ArrayList<>();
  private final List<List<Phrase>> byLastWord = new ArrayList<>(List.of(List.of()));
  private final Map<String, Kind> marks = new HashMap<>();

  private InjectionRules() {}

  static InjectionRules builtIn() {
    return Holder.RULES;
  }

  /** Words by their number; 0 is every other word. */
  List<String> words() {
    return words;
  }

  List<Phrase> phrases() {
    return phrases;
  }

  /** The phrases that end with a word. */
  List<Phrase> endingWith(int word) {
    return byLastWord.get(word);
  }

  Map<String, Kind> marks() {
    return marks;
  }

  static String text() {
    try (InputStream in = InjectionRules.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("resource " + FILE + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read resource " + FILE, e);
    }
  }

  static InjectionRules parse(String text) {
    InjectionRules rules = new InjectionRules();
    String id = "";
    Severity severity = Severity.MEDIUM;
    String advice = "";
    boolean hidden = false;
    boolean hides = false;
    for (String line : text.lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (!line.startsWith(" ")) {
        id = line.strip();
        severity = Severity.MEDIUM;
        advice = "";
        hidden = false;
        hides = false;
        continue;
      }
      String stripped = line.strip();
      int space = stripped.indexOf(' ');
      String key = space < 0 ? stripped : stripped.substring(0, space);
      String value = space < 0 ? "" : stripped.substring(space + 1).strip();
      Kind kind = new Kind(id, severity, advice, hidden, hides);
      switch (key) {
        case "severity" -> severity = value.equals("high") ? Severity.HIGH : Severity.MEDIUM;
        case "advice" -> advice = value;
        case "hidden" -> hidden = true;
        case "hides" -> hides = true;
        case "words" -> rules.phrase(kind, value);
        case "mark" -> rules.marks.put(value.toLowerCase(java.util.Locale.ROOT), kind);
        case "hit", "miss" -> {}
        default -> throw new IllegalArgumentException("unknown line of a rule: " + key);
      }
    }
    return rules;
  }

  private void phrase(Kind kind, String text) {
    List<BitSet> slots = new ArrayList<>();
    List<Integer> gaps = new ArrayList<>();
    int gap = 0;
    for (String part : text.split(" ", -1)) {
      if (part.startsWith("~")) {
        gap = Integer.parseInt(part.substring(1));
        continue;
      }
      BitSet alternatives = new BitSet();
      for (String word : part.split("\\|", -1)) {
        alternatives.set(id(word));
      }
      slots.add(alternatives);
      gaps.add(gap);
      gap = 0;
    }
    int[] before = new int[gaps.size()];
    for (int i = 0; i < before.length; i++) {
      before[i] = gaps.get(i);
    }
    Phrase phrase = new Phrase(kind, List.copyOf(slots), before);
    phrases.add(phrase);
    slots.getLast().stream().forEach(last -> byLastWord.get(last).add(phrase));
  }

  private int id(String word) {
    Integer known = ids.get(word);
    if (known == null) {
      known = words.size();
      words.add(word);
      byLastWord.add(new ArrayList<>(1));
      ids.put(word, known);
    }
    return known;
  }
}
