package dev.botbottle.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Prints how fast the scanner is. Run by hand; asserts nothing. */
final class Throughput {
  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private Throughput() {}

  public static void main(String[] arguments) {
    long start = System.nanoTime();
    Random random = new Random(1);
    List<KnownSecret> known = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Secret secret =
          Secret.of("sk-ant-oat01-" + Texts.random(random, BASE64.substring(0, 62), 95));
      known.add(new KnownSecret("K" + i, KnownSecret.Kind.CREDENTIAL, secret));
      Secret placeholder =
          Secret.of("bottle-" + Texts.random(random, BASE64.substring(26, 62), 40));
      known.add(new KnownSecret("K" + i, KnownSecret.Kind.PLACEHOLDER, placeholder));
    }
    long ready = System.nanoTime();
    Scanner scanner = Scanner.of(known);
    System.out.printf("first load %.1f ms%n", (System.nanoTime() - ready) / 1e6);
    System.out.printf("(test set-up before it %.1f ms)%n", (ready - start) / 1e6);

    ScanProfile deny = new ScanProfile(ScanAction.REDACT, true, Set.of());
    measure(
        "words", () -> scanner.stream(deny), "the quick brown fox jumps over it. ".repeat(30_000));
    measure("source", () -> scanner.stream(deny), Texts.SOURCE.repeat(2_000));
    measure("base64", () -> scanner.stream(deny), Texts.random(random, BASE64, 1 << 20));
    for (Detector detector : DetectorFile.all()) {
      for (byte[] keyword : detector.keywords()) {
        String word = new String(keyword, java.nio.charset.StandardCharsets.US_ASCII);
        for (String hostile : List.of(word, "-" + word, "." + word, word + "=\"", word + "0 ")) {
          hostile(scanner, hostile);
        }
      }
    }
    System.out.println("slowest repetitions of one keyword, MB/s: " + SLOWEST);
    measure(
        "answer, words", scanner::maskKnown, "the quick brown fox jumps over it. ".repeat(30_000));
    measure("answer, source", scanner::maskKnown, Texts.SOURCE.repeat(2_000));
    measure("answer, base64", scanner::maskKnown, Texts.random(random, BASE64, 1 << 20));

    String path = "/repos/acme/app/pulls/4711/comments?per_page=100&after=2026-01-01T00:00:00Z";
    for (int round = 0; round < 5; round++) {
      long before = System.nanoTime();
      for (int i = 0; i < 100_000; i++) {
        if (!scanner.scan(path, new Place.Path(), ScanProfile.DENY).isEmpty()) {
          throw new AssertionError();
        }
      }
      System.out.printf("a URL %.2f us%n", (System.nanoTime() - before) / 1e3 / 100_000);
    }
  }

  private static final java.util.TreeMap<Double, String> SLOWEST = new java.util.TreeMap<>();

  private static void hostile(Scanner scanner, String word) {
    ScanProfile profile = new ScanProfile(ScanAction.REDACT, true, Set.of());
    double best = measure(() -> scanner.stream(profile), word.repeat((1 << 18) / word.length()), 5);
    SLOWEST.put(best, word);
    if (SLOWEST.size() > 8) {
      SLOWEST.pollLastEntry();
    }
  }

  private static void measure(
      String name, java.util.function.Supplier<ScanStream> streams, String text) {
    System.out.printf("%-16s %7.0f MB/s%n", name, measure(streams, text, 40));
  }

  private static double measure(
      java.util.function.Supplier<ScanStream> streams, String text, int rounds) {
    byte[] bytes = Texts.bytes(text);
    long[] released = new long[1];
    ScanStream.Output out =
        new ScanStream.Output() {
          @Override
          public void released(byte[] source, int offset, int length) {
            released[0] += length;
          }

          @Override
          public void found(Finding finding) {}
        };
    double best = 0;
    for (int round = 0; round < rounds; round++) {
      long before = System.nanoTime();
      ScanStream stream = streams.get();
      for (int at = 0; at < bytes.length; at += 16_384) {
        stream.write(bytes, at, Math.min(16_384, bytes.length - at), out);
      }
      stream.finish(out);
      best = Math.max(best, bytes.length * 1e3 / (System.nanoTime() - before));
    }
    return best;
  }
}
