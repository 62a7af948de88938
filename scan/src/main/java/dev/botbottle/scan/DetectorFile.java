package dev.botbottle.scan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The detectors that ship with the product, read from the module's resources.
 *
 * <p>A file is a list of blocks. A block begins with the detector's id at the start of a line; the
 * indented lines below it are:
 *
 * <ul>
 *   <li>{@code keys}: the words it is found by, {@code \s} for a space; {@code ikeys}: the same in
 *       either case, as are texts behind them
 *   <li>{@code form}: what follows, element by element: {@code set{n}}, {@code set{min,max}}
 *       (greedy, never gives back) or {@code "text"}, {@code \s} a space there; {@code @} marks the
 *       secret run; what {@code sep} and {@code between} hold may be escaped
 *   <li>{@code behind}: a run that must stand before the keyword
 *   <li>{@code unless}: a text, in either case, that makes it harmless when it stands directly
 *       before
 *   <li>{@code left any}: it may begin in the middle of a word; {@code left strict}: not behind a
 *       hyphen or underscore either; {@code end any}: it may end there; {@code end open}: a longer
 *       run is a match too; {@code end hyphen}: one without a hyphen may end before one
 *   <li>{@code check}, {@code entropy}: see {@link Check} and {@link Entropy}; without either the
 *       entropy is {@link #LEAST_ENTROPY}
 *   <li>{@code guessable}: made by people or of few digits, so that no fingerprint is told
 *   <li>{@code severity}, {@code advice}
 *   <li>{@code hit} and {@code miss}: texts the tests hold it to, cut by {@code <>} so that the
 *       file trips no scanner; not read here
 *   <li>{@code source}: what the format was held against, and when
 * </ul>
 */
final class DetectorFile {
  /** What rows of zeros or of x, as examples have them, do not carry: bits a byte. */
  static final double LEAST_ENTROPY = 2;

  /** The files, by family. */
  static final String[] FILES = {
    "detectors/ai.txt",
    "detectors/build.txt",
    "detectors/chat.txt",
    "detectors/cloud.txt",
    "detectors/code.txt",
    "detectors/keys.txt",
    "detectors/money.txt"
  };

  private DetectorFile() {}

  /** Every detector, in the order written. */
  static List<Detector> all() {
    List<Detector> detectors = new ArrayList<>();
    for (String path : FILES) {
      parse(path, text(path), detectors);
    }
    return detectors;
  }

  /** The text of one file. */
  static String text(String path) {
    try (InputStream in = DetectorFile.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("resource " + path + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read resource " + path, e);
    }
  }

  static void parse(String file, String text, List<Detector> into) {
    Block block = null;
    int number = 0;
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      end = end < 0 ? text.length() : end;
      number++;
      char first = at < end ? text.charAt(at) : '#';
      if (first == ' ') {
        if (block == null) {
          throw new IllegalArgumentException(file + ":" + number + ": a line before any id");
        }
        // Most of a file is examples: those lines are not even copied.
        if (!text.startsWith("  hit ", at)
            && !text.startsWith("  miss ", at)
            && !text.startsWith("  source ", at)) {
          block.line(file, number, text.substring(at, end).strip());
        }
      } else if (first != '#') {
        if (block != null) {
          into.add(block.build());
        }
        block = new Block(text.substring(at, end).strip());
      }
      at = end + 1;
    }
    if (block != null) {
      into.add(block.build());
    }
  }

  private static final class Block {
    private final String id;
    private final List<byte[]> keys = new ArrayList<>();
    private boolean ignoreCase;
    private Detector.Start start = Detector.Start.WORD;
    private Element.@Nullable Run behind;
    private String unless = "";
    private final List<Element> form = new ArrayList<>();
    private boolean anyEnd;
    private boolean open;
    private boolean hyphenEnds;
    private Check check = Check.NONE;
    private double entropy = Double.NaN;
    private boolean guessable;
    private @Nullable Severity severity;
    private String advice = "";

    private Block(String id) {
      this.id = id;
    }

    private void line(String file, int number, String line) {
      int space = line.indexOf(' ');
      String word = space < 0 ? line : line.substring(0, space);
      String rest = space < 0 ? "" : line.substring(space + 1).strip();
      switch (word) {
        case "keys" -> words(rest, false);
        case "ikeys" -> words(rest, true);
        case "form" -> form(rest);
        case "behind" -> behind = run(rest);
        case "unless" -> unless = rest;
        case "left" -> start = rest.equals("any") ? Detector.Start.ANYWHERE : Detector.Start.STRICT;
        case "end" -> {
          hyphenEnds = rest.equals("hyphen");
          anyEnd = !rest.isEmpty() && !hyphenEnds;
          open = rest.equals("open");
        }
        case "check" ->
            check =
                switch (rest) {
                  case "crc32-base62" -> Check.CRC32_BASE62;
                  case "luhn" -> Check.LUHN;
                  case "mod97" -> Check.MOD97;
                  case "base58" -> Check.BASE58;
                  case "bech32" -> Check.BECH32;
                  case "jwt" -> Check.JWT;
                  case "private-key" -> Check.PRIVATE_KEY;
                  case "basic" -> Check.BASIC;
                  case "not-sample" -> Check.NOT_SAMPLE;
                  default -> throw unknown(file, number, rest);
                };
        case "guessable" -> guessable = true;
        case "entropy" -> entropy = Double.parseDouble(rest);
        case "severity" ->
            severity =
                switch (rest) {
                  case "high" -> Severity.HIGH;
                  case "medium" -> Severity.MEDIUM;
                  case "low" -> Severity.LOW;
                  default -> throw unknown(file, number, rest);
                };
        case "advice" -> advice = rest;
        default -> throw unknown(file, number, word);
      }
    }

    private void words(String rest, boolean eitherCase) {
      ignoreCase = eitherCase;
      int at = 0;
      while (at < rest.length()) {
        int end = rest.indexOf(' ', at);
        end = end < 0 ? rest.length() : end;
        if (end > at) {
          String key = rest.substring(at, end).replace("\\s", " ");
          keys.add(key.getBytes(StandardCharsets.US_ASCII));
        }
        at = end + 1;
      }
    }

    private void form(String rest) {
      int at = 0;
      while (at < rest.length()) {
        int end = rest.indexOf(' ', at);
        end = end < 0 ? rest.length() : end;
        if (rest.charAt(at) == '"') {
          form.add(new Element.Text(rest.substring(at + 1, end - 1).replace("\\s", " ")));
        } else if (end > at) {
          String text = rest.substring(at, end);
          Element.Run run = run(text);
          boolean gap = text.startsWith("sep{") || text.startsWith("between{");
          form.add(gap ? new Element.Gap(run.set(), run.min(), run.max()) : run);
        }
        at = end + 1;
      }
    }

    private static Element.Run run(String text) {
      boolean secret = text.charAt(0) == '@';
      int brace = text.indexOf('{');
      int comma = text.indexOf(',', brace);
      int close = text.indexOf('}', brace);
      ByteSet set = ByteSet.named(text.substring(secret ? 1 : 0, brace));
      int min = Integer.parseInt(text.substring(brace + 1, comma < 0 ? close : comma));
      int max = comma < 0 ? min : Integer.parseInt(text.substring(comma + 1, close));
      return new Element.Run(set, min, max, secret);
    }

    private static IllegalArgumentException unknown(String file, int number, String word) {
      return new IllegalArgumentException(file + ":" + number + ": unknown word " + word);
    }

    private Detector build() {
      if (severity == null || advice.isEmpty()) {
        throw new IllegalArgumentException("detector " + id + " has no severity or no advice");
      }
      if (Double.isNaN(entropy)) {
        entropy = check == Check.NONE ? LEAST_ENTROPY : 0;
      }
      return new Detector(
          id,
          keys,
          ignoreCase,
          start,
          behind,
          unless,
          form,
          anyEnd,
          open,
          hyphenEnds,
          check,
          entropy,
          guessable,
          severity,
          advice);
    }
  }
}
