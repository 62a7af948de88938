package dev.botbottle.scan;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Measures the scanner, beside the same formats as regular expressions. Not among the tests: {@code
 * ./bench scan} asks for it by name. Writes a table and JSON to the files it is told.
 */
final class ScanBench {
  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final ScanProfile REDACT = new ScanProfile(ScanAction.REDACT, true, Set.of());
  private static final ScanProfile WARN = new ScanProfile(ScanAction.WARN, true, Set.of());
  private static final boolean QUICK = Boolean.getBoolean("bench.quick");
  private static final int SIZE = 1 << 20;

  private final StringBuilder table = new StringBuilder();
  private final StringBuilder json = new StringBuilder();

  @Test
  void measure() throws IOException {
    Random random = new Random(1);
    List<KnownSecret> known = known(random);
    long before = System.nanoTime();
    Scanner scanner = Scanner.of(known);
    line("load, once in a new process", (System.nanoTime() - before) / 1e6, "ms", "");

    Map<String, String> texts = texts(random);
    double clean = 0;
    for (Map.Entry<String, String> text : texts.entrySet()) {
      double own = rate(text.getValue(), QUICK ? 10 : 40, scanner);
      clean = text.getKey().equals("words") ? own : clean;
      line(text.getKey(), own, "MB/s", "");
    }
    hostile(scanner, clean);
    slow(clean, WARN, "");
    slow(clean, REDACT, ", where it redacts");
    url(scanner);
    expressions(texts, scanner);
    Files.writeString(Path.of(System.getProperty("bench.table")), table);
    Files.writeString(
        Path.of(System.getProperty("bench.json")),
        "{\"bench\":\"scan\",\"results\":[" + json.substring(1) + "]}\n");
  }

  private static List<KnownSecret> known(Random random) {
    List<KnownSecret> known = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Secret secret =
          Secret.of("sk-ant-oat01-" + Texts.random(random, BASE64.substring(0, 62), 95));
      known.add(new KnownSecret("K" + i, KnownSecret.Kind.CREDENTIAL, secret));
      Secret stand = Secret.of("bottle-" + Texts.random(random, BASE64.substring(26, 62), 40));
      known.add(new KnownSecret("K" + i, KnownSecret.Kind.PLACEHOLDER, stand));
    }
    return known;
  }

  private static Map<String, String> texts(Random random) {
    String source = Texts.SOURCE;
    String prose =
        "The user\u2019s key isn\u2019t here \u2014 see [the guide](https://docs.example.com/a_b?c=d&e=f).\n";
    String request =
        "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\""
            + (source + prose).replace("\"", "\\\"").replace("\n", "\\n")
            + "\"},{\"type\":\"tool_use\",\"id\":\"toolu_01A09q90qw90lq917835lq9\",\"input\":{}}]},";
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("words", repeat("the quick brown fox jumps over it. "));
    texts.put("source code", repeat(source));
    texts.put("model request", repeat(utf8(request)));
    texts.put("base64 of random bytes", Texts.random(random, BASE64, SIZE));
    texts.put("base64 of source code", Texts.base64(repeat(source)).substring(0, SIZE));
    texts.put("hexadecimal", Texts.random(random, "0123456789abcdef", SIZE));
    texts.put("a form", Texts.percent(repeat(source)).substring(0, SIZE));
    return texts;
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String repeat(String unit) {
    return Texts.repeat(unit, SIZE);
  }

  /**
   * What is meant to take long: keywords in a row, half-finished escapes, encodings in encodings.
   */
  private static List<String> hostile() {
    List<String> units = new ArrayList<>();
    for (Detector detector : DetectorFile.all()) {
      for (byte[] keyword : detector.keywords()) {
        String word = new String(keyword, StandardCharsets.US_ASCII);
        units.addAll(List.of(word, "-" + word, word + "=\"", word + "0 ", word + "\",\""));
      }
    }
    String words = "sk-proj- ghp_0123 https://a:b eyJ ";
    units.addAll(
        List.of(
            "%41",
            "%2541",
            "%252541",
            "&#65;",
            "\\u0041",
            "\\\\u0041",
            "=41",
            "=\n",
            "a-",
            "a, ",
            "\",\"",
            "&a=",
            "\r\n",
            "A\n",
            "0x41,",
            "41 ",
            "%",
            "&",
            "\\",
            "\u00d0\u00b0"));
    for (String part : List.of("%41", "&#65;", "=41", "\\u0041", "\u00d0\u00b0")) {
      units.add(words + part + " ");
      units.add(Texts.base64(words + part + words));
      units.add(Texts.base64(Texts.base64(words + part + words)));
    }
    units.add(Texts.base64(words));
    units.add(Texts.hex(words));
    units.add(Texts.base64(Texts.hex(words)));
    units.add(Texts.base64(Texts.base64(Texts.base64(Texts.base64(words)))));
    units.add(Texts.hex(Texts.hex(Texts.hex(Texts.hex(words)))));
    units.add(Texts.percent(Texts.percent(Texts.percent(Texts.percent(words)))));
    units.add(String.join("-", words.split("")) + "-");
    units.add("x" + "-".repeat(38) + "\n");
    units.add("x" + "-".repeat(120) + "\n");
    units.add("x" + "=".repeat(78) + "\n");
    units.add("x" + "\\".repeat(40));
    units.add("x" + " ".repeat(60));
    for (int gap : List.of(1, 2, 3)) {
      // Just long enough to be read as characters apart, again and again.
      units.add(String.join("-".repeat(gap), "abcdefghijk".split("")) + "!!");
      // Never enough of them to be read.
      units.add(String.join("-".repeat(gap), "a-b-------".split("")) + "-".repeat(gap));
    }
    Random random = new Random(7);
    for (int i = 0; i < 600; i++) {
      units.add(rows(random));
    }
    return units;
  }

  /** Rows of signs, each behind a letter or another row: what a random search found slow. */
  private static String rows(Random random) {
    String signs = "-\\\\~=. ,'\"_:/|*%&";
    StringBuilder unit = new StringBuilder();
    for (int rows = 1 + random.nextInt(4); rows > 0; rows--) {
      if (unit.isEmpty() || random.nextInt(3) > 0) {
        unit.append("axk0A".charAt(random.nextInt(5)));
      }
      String sign = signs.substring(random.nextInt(signs.length())).substring(0, 1);
      unit.append(sign.repeat(random.nextInt(random.nextInt(4) == 0 ? 80 : 14)));
    }
    return unit.toString();
  }

  private void hostile(Scanner scanner, double clean) {
    // Few rounds for all, to know which may be slow; then as many for these as it takes to be warm.
    TreeMap<Double, String> slow = new TreeMap<>();
    int denied = 0;
    for (String unit : new LinkedHashSet<>(hostile())) {
      if (denied(scanner, WARN, Texts.bytes(Texts.repeat(unit, 1 << 16)))) {
        denied++;
      } else {
        slow.put(rate(Texts.repeat(unit, 1 << 16), 3, scanner, WARN), unit);
      }
    }
    line("hostile texts that are denied", denied, "", "");
    TreeMap<Double, String> worst = new TreeMap<>();
    for (String unit : slow.values().stream().limit(QUICK ? 20 : 100).toList()) {
      worst.put(rate(Texts.repeat(unit, 1 << 18), 60, scanner, WARN), unit);
    }
    String name = "slowest hostile text";
    for (Map.Entry<Double, String> each : worst.entrySet().stream().limit(5).toList()) {
      String unit = each.getValue();
      String shown = unit.length() > 24 ? unit.substring(0, 24) + "..." : unit;
      double rate = each.getKey();
      line(
          name,
          rate,
          "MB/s",
          String.format(Locale.ROOT, "1/%.0f of words: %s", clean / rate, shown.strip()));
      name = "the next";
    }
  }

  /**
   * Texts that were slow before what takes too long was denied, each with values it was slow by.
   *
   * @param how what the table says of the profile
   */
  private void slow(double clean, ScanProfile profile, String how) {
    double least = Double.MAX_VALUE;
    double longest = 0;
    int denied = 0;
    for (Scanner scanner : SlowTexts.scanners().values()) {
      for (String unit : SlowTexts.units()) {
        byte[] text = Texts.bytes(Texts.repeat(unit, 1 << 18));
        if (denied(scanner, profile, text)) {
          denied++;
          longest =
              Math.max(
                  longest,
                  text.length / 1e3 / rate(text.length, 5, () -> ours(scanner, profile, text)));
        } else {
          least = Math.min(least, rate(text.length, 20, () -> ours(scanner, profile, text)));
        }
      }
    }
    line("slow texts that are denied" + how, denied, "", "");
    line("the longest until one was" + how, longest, "ms", "");
    line(
        "the slowest that is not" + how,
        least,
        "MB/s",
        String.format(Locale.ROOT, "1/%.0f of words", clean / least));
  }

  private static boolean denied(Scanner scanner, ScanProfile profile, byte[] text) {
    ScanStream stream = scanner.stream(profile);
    Recording.cut(stream, text, text.length);
    return stream.denied();
  }

  private void url(Scanner scanner) {
    String path = "/repos/acme/app/pulls/4711/comments";
    String query = "per_page=100&after=2026-01-01T00:00:00Z";
    double best = Double.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      long before = System.nanoTime();
      for (int i = 0; i < 20_000; i++) {
        // Each another one: what was looked at and is nothing is remembered.
        scanner.scan(path + i, new Place.Path(), REDACT);
        scanner.scan(query + i, new Place.Query(), REDACT);
      }
      best = Math.min(best, (System.nanoTime() - before) / 1e3 / 20_000);
    }
    line("a URL, path and query", best, "us", "");
  }

  /**
   * The same formats one by one by the JDK's and by RE2/J's engine, and all at once by Hyperscan.
   */
  private void expressions(Map<String, String> texts, Scanner scanner) {
    List<Pattern> jdk = new ArrayList<>();
    List<com.google.re2j.Pattern> re2 = new ArrayList<>();
    List<Hyperscan.Expression> many = new ArrayList<>();
    for (Detector detector : DetectorFile.all()) {
      String expression = expression(detector);
      many.add(new Hyperscan.Expression(expression, detector.ignoreCase()));
      int flags = detector.ignoreCase() ? Pattern.CASE_INSENSITIVE : 0;
      jdk.add(Pattern.compile(expression, flags));
      re2.add(
          com.google.re2j.Pattern.compile(
              expression, flags == 0 ? 0 : com.google.re2j.Pattern.CASE_INSENSITIVE));
    }
    int size = QUICK ? 1 << 16 : 1 << 18;
    for (String name : List.of("source code", "model request", "base64 of random bytes")) {
      String text = texts.getOrDefault(name, "").substring(0, size);
      double own = rate(text, QUICK ? 10 : 40, scanner);
      double a = rate(size, QUICK ? 1 : 3, () -> found(jdk, text));
      double b = rate(size, QUICK ? 1 : 3, () -> foundByRe2(re2, text));
      line(name + ", java.util.regex", a, "MB/s", ratio(own, a));
      line(name + ", RE2/J", b, "MB/s", ratio(own, b));
    }
    Optional<Hyperscan> hyperscan = Hyperscan.of(many);
    if (hyperscan.isEmpty()) {
      table.append("Hyperscan: not measured, this machine has no libhs.so.5\n");
      return;
    }
    Hyperscan library = hyperscan.get();
    for (String name : List.of("words", "source code", "model request", "base64 of random bytes")) {
      String text = texts.getOrDefault(name, "");
      double own = rate(text, QUICK ? 10 : 40, scanner);
      MemorySegment bytes = library.text(Texts.bytes(text));
      double c = rate(text.length(), QUICK ? 10 : 40, () -> library.scan(bytes));
      line(
          name + ", Hyperscan",
          c,
          "MB/s",
          String.format(
              Locale.ROOT,
              "the scanner has %.2f of it (undecoded, without %d formats it cannot take)",
              own / c,
              library.dropped()));
    }
  }

  private static String ratio(double own, double other) {
    return String.format(Locale.ROOT, "the scanner is %.0f times as fast", own / other);
  }

  private static int found(List<Pattern> patterns, String text) {
    int found = 0;
    for (Pattern pattern : patterns) {
      found += pattern.matcher(text).find() ? 1 : 0;
    }
    return found;
  }

  private static int foundByRe2(List<com.google.re2j.Pattern> patterns, String text) {
    int found = 0;
    for (com.google.re2j.Pattern pattern : patterns) {
      found += pattern.matcher(text).find() ? 1 : 0;
    }
    return found;
  }

  private static String expression(Detector detector) {
    List<String> words = new ArrayList<>();
    for (byte[] keyword : detector.keywords()) {
      words.add(Pattern.quote(new String(keyword, StandardCharsets.US_ASCII)));
    }
    StringBuilder out = new StringBuilder("(?:" + String.join("|", words) + ")");
    for (Element element : detector.elements()) {
      switch (element) {
        case Element.Text(String ascii) -> out.append(Pattern.quote(ascii));
        case Element.Run run -> repeat(out, run.set(), run.min(), run.max());
        case Element.Gap gap -> repeat(out, gap.set(), gap.min(), gap.max());
      }
    }
    // RE2 repeats nothing more often than a thousand times.
    return out.toString().replace(",1024}", ",1000}");
  }

  private static void repeat(StringBuilder out, ByteSet set, int min, int max) {
    out.append(set(set)).append('{').append(min).append(',').append(max).append('}');
  }

  private static String set(ByteSet set) {
    StringBuilder out = new StringBuilder("[");
    for (int b = 0; b < 128; b++) {
      if (set.has((byte) b)) {
        out.append(String.format("\\x%02x", b));
      }
    }
    return out.append(']').toString();
  }

  private static int ours(Scanner scanner, ScanProfile profile, byte[] bytes) {
    int[] released = new int[1];
    ScanStream.Output out =
        new ScanStream.Output() {
          @Override
          public void released(byte[] source, int offset, int length) {
            released[0] += length;
          }

          @Override
          public void found(Finding finding) {}
        };
    ScanStream stream = scanner.stream(profile);
    for (int at = 0; at < bytes.length; at += 16_384) {
      stream.write(bytes, at, Math.min(16_384, bytes.length - at), out);
    }
    stream.finish(out);
    return released[0];
  }

  private static double rate(String text, int rounds, Scanner scanner) {
    return rate(text, rounds, scanner, REDACT);
  }

  private static double rate(String text, int rounds, Scanner scanner, ScanProfile profile) {
    byte[] bytes = Texts.bytes(text);
    return rate(bytes.length, rounds, () -> ours(scanner, profile, bytes));
  }

  /** The best of some rounds, in millions of bytes a second. */
  private static double rate(int length, int rounds, IntSupplier work) {
    double best = 0;
    for (int round = 0; round < rounds; round++) {
      long before = System.nanoTime();
      if (work.getAsInt() < 0) {
        throw new AssertionError();
      }
      best = Math.max(best, length * 1e3 / (System.nanoTime() - before));
    }
    return best;
  }

  private void line(String name, double value, String unit, String remark) {
    table.append(String.format(Locale.ROOT, "%-42s %9.1f %-5s %s%n", name, value, unit, remark));
    json.append(
        String.format(
            Locale.ROOT, ",{\"name\":\"%s\",\"value\":%.3f,\"unit\":\"%s\"}", name, value, unit));
  }
}
