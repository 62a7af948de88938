package dev.botbottle.manifest;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The valid word a misspelt one probably stands for. */
public final class Nearest {
  private Nearest() {}

  /** The closest candidate, when one is close: a third of the letters may differ. */
  private static Optional<String> to(String word, Collection<String> candidates) {
    if (word.length() > 60 || candidates.size() > 200) {
      return Optional.empty();
    }
    String wanted = word.toLowerCase(Locale.ROOT);
    String best = "";
    int distance = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int d = distance(wanted, candidate.toLowerCase(Locale.ROOT));
      int longer = Math.max(word.length(), candidate.length());
      if (d <= Math.max(1, longer / 3) && d < distance) {
        distance = d;
        best = candidate;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /** What to say about a word that is none of the candidates. */
  static String hint(String word, Collection<String> candidates) {
    String question = question(word, candidates);
    boolean list = question.isEmpty() && !candidates.isEmpty() && candidates.size() <= 20;
    return list ? "known: " + String.join(", ", candidates) : question;
  }

  /** Whether the nearest candidate was meant; empty when none is near. */
  public static String question(String word, Collection<String> candidates) {
    return to(word, candidates).map(near -> "did you mean \"" + near + "\"?").orElse("");
  }

  /** Edits (insert, remove, replace, swap neighbours) between two words. */
  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] now = new int[b.length() + 1];
      now[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        now[j] = Math.min(replace, 1 + Math.min(last[j], now[j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          now[j] = Math.min(now[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = now;
    }
    return last[b.length()];
  }
}
