package dev.botbottle.scan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that looks at one text only, and at plain words: its compiler has seen no others, by
 * which the same text takes up to twice as long.
 */
final class OwnProcess {
  /** So much of the text is looked at. */
  static final int SIZE = 4 * Effort.BLOCK;

  private static final double SECOND = 1e9;
  private static final String DENIED = "it is denied";
  private static final Pattern RATIO = Pattern.compile("1/([0-9.]+) of plain words");

  private OwnProcess() {}

  /** How often as long as plain words a text takes in a new process; nothing if it is denied. */
  static double ratio(RepeatedText text) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(SlowTextSearch.class.getName(), "--text", text.values()));
    command.addAll(List.of(Integer.toString(text.plain()), RepeatedText.escaped(text.unit())));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher ratio = RATIO.matcher(told);
    if (process.waitFor() == 0 && ratio.find()) {
      return Double.parseDouble(ratio.group(1));
    }
    if (told.startsWith(DENIED)) {
      return 0;
    }
    throw new IllegalStateException("could not measure " + text + ": " + told);
  }

  /** Looks at a text in this process until it is compiled: for three seconds it was no faster. */
  static String measure(RepeatedText text) {
    List<KnownSecret> known = SlowTexts.valuesOfSessions().get(text.values());
    if (known == null) {
      throw new IllegalArgumentException("no values of that name: " + text.values());
    }
    Scanner scanner = Scanner.session(known);
    byte[] bytes = text.bytes(SIZE);
    byte[] plain = Texts.bytes(Texts.repeat(RepeatedText.WORDS, SIZE));
    if (Look.at(scanner, bytes).denied()) {
      return DENIED;
    }
    double least = Double.MAX_VALUE;
    double words = Double.MAX_VALUE;
    double since = 0;
    while (since < 3 * SECOND) {
      long[] nanos = Look.inTurn(scanner, 1, bytes, plain);
      since = nanos[0] < 0.98 * least ? 0 : since + nanos[0] + nanos[1];
      least = Math.min(least, (double) nanos[0]);
      words = Math.min(words, (double) nanos[1]);
    }
    return String.format(
        Locale.ROOT,
        "1/%.1f of plain words: %.1f ns a byte, and %.2f",
        least / words,
        least / SIZE,
        words / SIZE);
  }
}
