package dev.botbottle.scan;

import static java.util.Collections.min;
import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingDouble;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Searches by small changes for texts that the scanner lets pass and takes longest for, by the
 * thread's processor time against plain words in the same process, in turn. The slowest are
 * measured again in processes of their own. Not among the tests: {@code scripts/search-slow-texts}
 * starts it. The same seed makes the same changes of the same texts, but which texts are changed
 * further hangs on a clock.
 */
final class SlowTextSearch {
  /** What no text may be slower than, and by how much processes of one text differ. */
  private static final double BAR = 20;

  private static final double TOLERANCE = 1.1;

  /** So many texts are changed further for each set of known values. */
  private static final int POOL = 6;

  /** So much of a text is measured. */
  private static final int BLOCK = Effort.BLOCK;

  private static final long SECOND = 1_000_000_000;
  private static final byte[] PLAIN = Texts.bytes(Texts.repeat(RepeatedText.WORDS, BLOCK));

  /** A text, and how often as long as plain words it took when it was last measured. */
  private record Measured(RepeatedText text, double ratio) {}

  private final Random random;
  private final Map<String, Scanner> scanners = new LinkedHashMap<>();
  private final Map<String, SmallChanges> changes = new LinkedHashMap<>();

  /** By the name of their values, the slowest first. */
  private final Map<String, List<Measured>> pools = new LinkedHashMap<>();

  private SlowTextSearch(long seed) {
    random = new Random(seed);
    SlowTexts.valuesOfSessions()
        .forEach((name, known) -> {
          scanners.put(name, Scanner.session(known));
          changes.put(name, new SmallChanges(random, SmallChanges.words(known)));
        });
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = List.of(arguments);
    if (words.size() == 4 && words.getFirst().equals("--text")) {
      int plain = Integer.parseInt(words.get(2));
      String unit = RepeatedText.unescaped(words.get(3));
      System.out.println(OwnProcess.measure(new RepeatedText(words.get(1), unit, plain)));
    } else if (words.size() <= 2 && words.stream().allMatch(word -> word.matches("[0-9]+"))) {
      long seconds = words.isEmpty() ? 120 : Long.parseLong(words.getFirst());
      SlowTextSearch search =
          new SlowTextSearch(words.size() < 2 ? 1 : Long.parseLong(words.getLast()));
      search.begin();
      search.run(seconds);
      System.exit(search.confirm() ? 0 : 1);
    } else {
      System.err.println("usage: search-slow-texts [SECONDS [SEED]] | --text VALUES WORDS UNIT");
      System.exit(2);
    }
  }

  /** Slow ones and some that developers send. */
  private static List<String> beginnings() {
    List<String> units = new ArrayList<>(SlowTexts.units());
    String source = Texts.SOURCE.substring(0, 300);
    units.addAll(List.of(source, Texts.base64(source), Texts.hex(source), Texts.percent(source)));
    units.add("{\"id\":\"" + source.replace("\"", "\\\"").replace("\n", "\\n") + "\"},");
    units.add("Some heading\n" + "=".repeat(12) + "\nand a text.\n");
    units.add("22:10:33.100Z GET /a/b?id=0f8fad5b-d9cb-469f-a165-70867728950e 200\n");
    units.add("\\x41\\x42\\x43\\101\\102\\u6c42\\u6c43&#65;&#66;");
    return units;
  }

  private void begin() {
    // Twice: the first are measured before anything is compiled.
    for (int round = 0; round < 2; round++) {
      for (String values : scanners.keySet()) {
        List<Measured> pool = new ArrayList<>();
        for (String unit : beginnings()) {
          RepeatedText text = passing(new RepeatedText(values, unit, 0), 0);
          if (text != null) {
            pool.addAll(measured(values, 3, text));
          }
        }
        sort(pool);
        pools.put(values, new ArrayList<>(pool.subList(0, Math.min(pool.size(), POOL))));
      }
    }
  }

  /** Goes on for so much of the processor's time, that is longer where others use it too. */
  private void run(long seconds) {
    long begin = Look.now();
    long end = begin + seconds * SECOND;
    long told = begin;
    int tried = 0;
    Map<String, Long> taken = new LinkedHashMap<>();
    pools.keySet().forEach(values -> taken.put(values, 0L));
    for (long now = begin; now < end; tried++) {
      // As much time for each: some values make every text slow that is denied.
      String values = min(taken.keySet(), comparing(set -> of(taken, set)));
      if (random.nextInt(20) == 0) {
        again(values, 3);
      } else {
        change(values);
      }
      long before = now;
      now = Look.now();
      taken.put(values, of(taken, values) + now - before);
      if (now - told > 5 * SECOND) {
        told = now;
        Measured slowest = slowest().getFirst();
        print(
            "%4d s %8d texts, now at 1/%.1f (%s)",
            (now - begin) / SECOND, tried, slowest.ratio, slowest.text.values());
      }
    }
  }

  /** Measures a pool again: what was slow by chance, or by code of another time, is no longer. */
  private void again(String values, int rounds) {
    List<Measured> pool = of(pools, values);
    pool.replaceAll(each -> measured(values, rounds, each.text).getFirst());
    sort(pool);
  }

  /** Tries a small change; where it makes a text slower, that one goes on in the other's place. */
  private void change(String values) {
    List<Measured> pool = of(pools, values);
    int place = Math.min(random.nextInt(pool.size()), random.nextInt(pool.size()));
    RepeatedText parent = pool.get(place).text;
    List<Measured> others = of(pools, one(List.copyOf(pools.keySet())));
    String unit = of(changes, values).of(parent.unit(), one(others).text.unit());
    int words = parent.plain() * (random.nextInt(3) > 0 ? 8 : random.nextInt(10)) / 8;
    RepeatedText child =
        passing(new RepeatedText(values, unit, words), 0.85 * pool.get(place).ratio);
    if (child == null) {
      return;
    }
    // Twice: of many that are as slow some look slower by chance.
    List<Measured> both = measured(values, 3, parent, child);
    if (slower(both)) {
      both = measured(values, 6, parent, child);
    }
    pool.set(place, both.get(slower(both) ? 1 : 0));
    sort(pool);
  }

  private static boolean slower(List<Measured> both) {
    return both.get(1).ratio > both.get(0).ratio;
  }

  /**
   * A text that passes and may take so often as long as plain words: this one, or, where it is
   * denied, with as few words between as let it pass. What is counted with less than it takes is
   * slow with words between, too.
   */
  private @Nullable RepeatedText passing(RepeatedText text, double ratio) {
    Scanner scanner = of(scanners, text.values());
    RepeatedText tried = text;
    for (int times = 0; times < 4; times++) {
      Look look = Look.at(scanner, tried.bytes(BLOCK));
      if (!look.denied()) {
        if (look.nanos() < ratio * Look.inTurn(scanner, 2, PLAIN)[0]) {
          return null;
        }
        if (!Look.at(scanner, tried.bytes(OwnProcess.SIZE)).denied()) {
          return tried;
        }
      }
      // Behind words a row begins anew, so that it goes on for a while before.
      String unit = tried.unit().repeat(tried.plain() > 0 ? 1 : 1 + 100 / tried.unit().length());
      double share = Math.max(512, look.released()) / (double) BLOCK;
      double length = (unit.length() + tried.plain()) / Math.min(0.97, 0.99 * share);
      if (length > BLOCK) {
        return null;
      }
      tried = new RepeatedText(text.values(), unit, (int) length + 1 - unit.length());
    }
    return null;
  }

  /** Texts with the same values, measured in turn with plain words. */
  private List<Measured> measured(String values, int rounds, RepeatedText... texts) {
    byte[][] all = new byte[texts.length + 1][];
    all[texts.length] = PLAIN;
    for (int i = 0; i < texts.length; i++) {
      all[i] = texts[i].bytes(BLOCK);
    }
    long[] nanos = Look.inTurn(of(scanners, values), rounds, all);
    List<Measured> measured = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      measured.add(new Measured(texts[i], nanos[i] / (double) nanos[texts.length]));
    }
    return measured;
  }

  /** The slowest of each set of values. */
  private List<Measured> slowest() {
    List<Measured> all = new ArrayList<>();
    pools.values().forEach(pool -> all.add(pool.getFirst()));
    sort(all);
    return all;
  }

  /** Whether none of the slowest is beyond the bar, each in a process of its own. */
  private boolean confirm() throws IOException, InterruptedException {
    print("%nthe slowest in processes of their own; what follows measures one again");
    pools.keySet().forEach(values -> again(values, 20));
    double most = 0;
    for (Measured slow : slowest()) {
      double ratio = OwnProcess.ratio(slow.text);
      if (ratio > BAR) {
        // The middle of three: what a compiler comes to differs.
        List<Double> three = new ArrayList<>(List.of(ratio));
        three.add(OwnProcess.ratio(slow.text));
        three.add(OwnProcess.ratio(slow.text));
        three.sort(null);
        ratio = three.get(1);
      }
      most = Math.max(most, ratio);
      print("1/%.1f (1/%.1f among others) --text %s", ratio, slow.ratio, slow.text);
    }
    boolean met = most <= BAR * TOLERANCE;
    String told = most <= BAR ? "met" : met ? "met but for what processes differ by" : "not met";
    print("1/%.0f is %s", BAR, told);
    return met;
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private static <T> T of(Map<String, T> all, String values) {
    return requireNonNull(all.get(values), values);
  }

  private static void sort(List<Measured> all) {
    all.sort(comparingDouble(Measured::ratio).reversed());
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
