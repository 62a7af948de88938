package dev.botbottle.scan.injection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.scan.Finding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the sieve lets through is of no finding: a watch without it finds the same. */
class SieveTest {
  private static final int TEXTS = Integer.getInteger("sieve.texts", 12_000);

  /** How rule words and marks are altered so that they are read the same, or nearly. */
  private static final String[] LEFT_OUT = {
    "'",
    "\u2019",
    "''",
    "'\u2019",
    "\u200b",
    "\u00ad",
    "\ufe0f",
    "\u200d\u200d\u200d",
    "\\",
    "\\\\",
    "\\'",
    "\\u200b",
    "\\u2019",
    "\\u0027",
    "'\\",
    "\\\u200b",
    "\udb40\udc41",
    "\\udb40\\udc41",
  };

  private static final String[] BETWEEN = {
    " ",
    " ",
    " ",
    " ",
    "\n",
    "\t",
    ", ",
    " - ",
    "-",
    "/",
    ". ",
    ".",
    "! ",
    "? ",
    "; ",
    ": ",
    "_",
    "\\n",
    "\\\"",
    "\\t",
    "\\r\\n",
    "\\\\n",
    "\\/",
    "\u00a0",
    "\u2014",
    " \u2013 ",
    "\u201c",
    "\u201d ",
    "\u2019 ",
    "' ",
    " '",
    "<b>",
    "</b>",
    "<br/>",
    "[",
    "]",
    "(",
    "|",
    "<",
    "\r\n",
    "\\u0020",
    "\\u000a",
    "\ud83d\ude00",
    "\\ud83d",
    "\\ude00",
    "\\u12 ",
    "5. ",
    " 0.5 ",
    "*",
    "\\",
    "\\\u00e9",
    "\u0000",
    "\u4e16",
    "",
    ">",
    "->",
    "-->",
    " # ",
  };

  private static final String[] ORDINARY = {
    "the",
    "a",
    "to",
    "of",
    "line",
    "nothing",
    "that",
    "looks",
    "like",
    "anything",
    "else",
    "It's",
    "don't",
    "user\u2019s",
    "they'll",
    "caf\u00e9",
    "na\u00efve",
    "0.5",
    "42",
    "x",
    "foobarbaz",
    "instructional",
    "ignored",
    "overrides",
    "functions",
    "telling",
    "untold",
    "nowhere",
    "mustard",
    "needs",
    "promptly",
    "urls",
    "https://example.com/a?b=c&d",
    "a.b.c",
    "file.txt",
    "<p>",
    "</p>",
    "<div class=\"x\">",
    "{\"id\":",
    "\"name\"",
    "}]",
    "[1,2,3]",
    "&nbsp;",
    "\\d+",
    "C:\\\\Users",
    "\u4e16\u754c\u306f",
    "\u041f\u0440\u0438\u0432\u0435\u0442",
    "\u2026",
    "@Override",
    "snake_case",
    "YmFzZTY0YmFzZTY0YmFzZTY0YmFzZTY0YmFzZTY0YmFzZTY0",
    "\ud83d\udc68\u200d\ud83d\udc69",
    "== 'x'",
  };

  private final Random random;
  private final List<InjectionRules.Phrase> phrases = InjectionRules.builtIn().phrases();
  private final List<String> words = InjectionRules.builtIn().words();
  private final List<String> marks = new ArrayList<>(InjectionRules.builtIn().marks().keySet());

  SieveTest() {
    random = new Random(Long.getLong("sieve.seed", 5));
    marks.sort(null);
    marks.addAll(List.of(Marks.COMMENT_BEGINS, Marks.LINE_BEGINS, "-->", "<<sys", "[/ins", "<!-"));
  }

  private String any(String[] some) {
    return some[random.nextInt(some.length)];
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** A text of the rules, as it is or otherwise written. */
  private String written(String text) {
    if (oneIn(3)) {
      return text;
    }
    int way = random.nextInt(8);
    StringBuilder out = new StringBuilder();
    int at = random.nextInt(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean here = i == at || oneIn(12);
      switch (way) {
        case 0 -> out.append(Character.toUpperCase(c));
        case 1 -> out.append(here ? Character.toUpperCase(c) : c);
        case 2, 3 -> out.append(here ? any(LEFT_OUT) : "").append(c);
        case 4 -> {
          if (here) {
            out.append("\\u00").append(Integer.toHexString(c));
          } else {
            out.append(c);
          }
        }
        case 5 -> out.append(c).append(here && oneIn(2) ? any(BETWEEN) : "");
        case 6 -> out.append(here && oneIn(2) ? (char) random.nextInt(0x250) : c);
        default -> out.append(c);
      }
    }
    return way == 7
        ? any(new String[] {"\\n", "\\", "n", "'", "5.", "\u00e9"}) + out
        : out.toString();
  }

  private void phrase(StringBuilder out) {
    InjectionRules.Phrase phrase = phrases.get(random.nextInt(phrases.size()));
    String before = oneIn(2) ? " " : any(BETWEEN);
    for (int slot = 0; slot < phrase.slots().size(); slot++) {
      int gap = phrase.gaps()[slot];
      int others = gap == 0 ? 0 : random.nextInt(gap + 1);
      others += oneIn(12) ? 1 : 0;
      for (int i = 0; i < others; i++) {
        out.append(oneIn(3) ? words.get(1 + random.nextInt(words.size() - 1)) : any(ORDINARY));
        out.append(oneIn(6) ? any(BETWEEN) : " ");
      }
      int[] some = phrase.slots().get(slot).stream().toArray();
      out.append(written(words.get(some[random.nextInt(some.length)])));
      out.append(oneIn(3) ? any(BETWEEN) : before);
    }
  }

  private void filler(StringBuilder out) {
    int length = oneIn(4) ? random.nextInt(2_000) : random.nextInt(300);
    int until = out.length() + length;
    String between = oneIn(2) ? " " : any(BETWEEN);
    String[] from = {any(ORDINARY), any(ORDINARY), any(ORDINARY), any(ORDINARY)};
    while (out.length() < until) {
      out.append(any(from)).append(oneIn(8) ? any(BETWEEN) : between);
      out.append(between.isEmpty() ? " " : "");
    }
  }

  private byte[] text() {
    StringBuilder out = new StringBuilder();
    for (int part = 1 + random.nextInt(12); part > 0; part--) {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> filler(out);
        case 3, 4, 5 -> phrase(out);
        case 6 -> out.append(written(marks.get(random.nextInt(marks.size())))).append(any(BETWEEN));
        case 7 -> out.append(written(words.get(1 + random.nextInt(words.size() - 1)))).append(' ');
        case 8 -> out.append(any(LEFT_OUT).repeat(random.nextInt(9)));
        default -> out.append(any(ORDINARY)).append(any(BETWEEN));
      }
    }
    byte[] bytes = out.toString().getBytes(StandardCharsets.UTF_8);
    for (int spoilt = oneIn(3) ? random.nextInt(6) : 0; spoilt > 0 && bytes.length > 0; spoilt--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static final String[] HIDING = {
    "<!-- ", "display: none; ", "[//]: # ", "<!-- a --> ", "opacity 0, ", "<!-- note to the ",
  };

  private static final String[] QUIET = {
    "line", "nothing", "that", "seems", "anything", "else", "it"
  };

  private void quiet(StringBuilder out, int words) {
    for (int i = 0; i < words; i++) {
      out.append(any(QUIET))
          .append(oneIn(9) ? any(new String[] {"\\n ", " \\n", "\\n", ". "}) : " ");
    }
  }

  /** One phrase or mark in much text of no finding, and one place of it written otherwise. */
  private byte[] alone() {
    StringBuilder out = new StringBuilder();
    quiet(out, 50 + random.nextInt(60));
    if (oneIn(3)) {
      out.append(any(HIDING));
      quiet(out, random.nextInt(oneIn(2) ? 4 : 150));
    }
    if (oneIn(4)) {
      out.append(otherwise(marks.get(random.nextInt(marks.size())))).append(' ');
    } else {
      InjectionRules.Phrase phrase = phrases.get(random.nextInt(phrases.size()));
      int slots = phrase.slots().size();
      int other = oneIn(4) ? slots : random.nextInt(slots);
      for (int slot = 0; slot < slots; slot++) {
        quiet(out, oneIn(2) ? phrase.gaps()[slot] : random.nextInt(phrase.gaps()[slot] + 1));
        int[] some = phrase.slots().get(slot).stream().toArray();
        String word = words.get(some[random.nextInt(some.length)]);
        out.append(oneIn(12) ? "<!-- " : "");
        out.append(slot == other ? otherwise(word) : word);
        out.append(
            oneIn(6) ? any(new String[] {"\\n", ",", "\u2014", "\n", "\ufffd ", "' "}) : " ");
      }
    }
    quiet(out, oneIn(3) ? 0 : random.nextInt(90));
    byte[] bytes = out.toString().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length - 2; i++) {
      if (bytes[i] == (byte) 0xee) {
        bytes[i] = (byte) 0xe0;
      }
      if (bytes[i] == (byte) 0xef && bytes[i + 1] == (byte) 0xbf && bytes[i + 2] == (byte) 0xbd) {
        byte[] odd = any(SPOILT).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(odd, 0, bytes, i, 3);
      }
    }
    return bytes;
  }

  /** Written as three bytes, of which the first is to be another, this and ASCII is ASCII. */
  private static final int LONGER = 0xe000;

  /** In place of a character of three bytes: cut ones, and longer forms of letters. */
  private static final String[] SPOILT = {
    "\u00c3oo",
    "\u00e0\u0081\u00af",
    "\u00c1\u00af\u00c3",
    "\u00e2\u00c3\u00e2",
    "\u0080\u0080x",
    "\u00f0\u00c3\u00f3",
    "\u00c1\u00a5\u00c2",
    "\u00e0\u0081\u00b4",
  };

  /** A text of the rules with something left out of it somewhere, or written as an escape. */
  private String otherwise(String text) {
    int at = random.nextInt(text.length() + 1);
    String before = text.substring(0, at);
    String behind = text.substring(at);
    if (oneIn(8) && !behind.isEmpty()) {
      return before + (char) (LONGER + behind.charAt(0)) + behind.substring(1);
    }
    if (oneIn(6)) {
      return before + "\ufffd" + (behind.isEmpty() || oneIn(2) ? behind : behind.substring(1));
    }
    if (oneIn(6)) {
      return any(new String[] {"\\n", "\\", "\\t", "n", "'", "\u2019", "\\\u2014n"}) + text;
    }
    return before + any(LEFT_OUT) + behind;
  }

  @Test
  void aWatchWithoutItFindsTheSameHoweverATextIsCut() {
    int found = 0;
    for (int round = 0; round < TEXTS; round++) {
      byte[] text = oneIn(3) ? text() : alone();
      InjectionWatch exact = new InjectionWatch(false);
      InjectionWatch sieved = new InjectionWatch();
      int[] most = {1, 9, 300, 1_000, 20_000, 20_000, 20_000, 20_000};
      int piece = most[oneIn(5) ? random.nextInt(8) : 2 + random.nextInt(6)];
      for (int at = 0; at < text.length; ) {
        int n = Math.min(text.length - at, 1 + random.nextInt(piece));
        exact.write(text, at, n);
        sieved.write(text, at, n);
        at += n;
        if (exact.wouldNotice() != sieved.wouldNotice()
            || !exact.findings().equals(sieved.findings())) {
          differs(round, text, at, exact, sieved);
        }
      }
      exact.finish();
      sieved.finish();
      if (!exact.findings().equals(sieved.findings())) {
        differs(round, text, text.length, exact, sieved);
      }
      found += exact.findings().size();
    }
    assertThat(found).as("findings in all").isGreaterThan(TEXTS / 4);
  }

  /** Or the test above would say nothing. */
  @Test
  void ordinaryTextIsPassedOver() {
    String text =
        """
        Run `npm install` first, it\u2019s quick; don't wait \u2014 "caf\u00e9" at https://example.com/a
        {"id": 7, "files": ["a.java"], "content": "if (a < b[0]) {\\n\\treturn \\"x\\";\\n}"}
        <p class="x">The server says what they need now, it is the function's; a size of none.</p>
        """;
    byte[] bytes = text.repeat(9).getBytes(StandardCharsets.UTF_8);
    InjectionRules rules = InjectionRules.builtIn();
    Sieve sieve = new Sieve(rules, new RuleWords(rules.words()));
    int block = sieve.next(bytes, 0, bytes.length);
    assertThat(block).isBetween(bytes.length - 16, bytes.length);
    assertThat(sieve.before(bytes, 0, block)).isGreaterThan(bytes.length - 250);
  }

  /** Its end counts, though it hides no more: what is styled away is shown again behind another. */
  @Test
  void aCommentLongerThanItHidesEndsWhereItDoes() {
    String quiet = "line of nothing ";
    String text =
        "<!-- "
            + quiet.repeat(700)
            + "--> "
            + quiet.repeat(40)
            + "display: none; --> the assistant should "
            + quiet.repeat(40);
    assertThat(same(text)).extracting(Finding::detector).contains("injection:hidden-instruction");
  }

  /** Whatever ends the words, and however long they are. */
  @Test
  void aPhraseAsWideAsItMayBeIsFound() {
    for (String between : List.of(" ", "\\n ", " \\n", " \\t ", ", ", "' ", "\\\\n ")) {
      for (String other : List.of("a", "line", "z".repeat(40), "z".repeat(400))) {
        for (InjectionRules.Phrase phrase : phrases) {
          StringBuilder wide = new StringBuilder();
          for (int slot = 0; slot < phrase.slots().size(); slot++) {
            wide.append((other + between).repeat(phrase.gaps()[slot]));
            wide.append(words.get(phrase.slots().get(slot).nextSetBit(0))).append(between);
          }
          for (int more = 0; more < Sieve.BLOCK; more++) {
            String before = "<!-- --> line of nothing ".repeat(30) + "x".repeat(more) + between;
            List<Finding> found = same(before + wide + "else ".repeat(20));
            if (!phrase.kind().hiddenOnly() && !phrase.kind().hides()) {
              assertThat(found).as("%s%s", before, wide).isNotEmpty();
            }
          }
        }
      }
    }
  }

  /** Or looking in vain would take longer than reading. */
  @Test
  void itGivesUpOnWhatIsNearlyAnAnchor() {
    InjectionRules rules = InjectionRules.builtIn();
    Sieve sieve = new Sieve(rules, new RuleWords(rules.words()));
    for (String near : List.of("toolx ", "functio ", "instructi ", "<system_", "caf\u00e9 ")) {
      byte[] bytes = near.repeat(900).getBytes(StandardCharsets.UTF_8);
      assertThat(~sieve.next(bytes, 0, bytes.length)).as(near).isBetween(0, 1_500);
    }
  }

  private static List<Finding> same(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    InjectionWatch exact = new InjectionWatch(false);
    InjectionWatch sieved = new InjectionWatch();
    exact.write(bytes, 0, bytes.length);
    sieved.write(bytes, 0, bytes.length);
    exact.finish();
    sieved.finish();
    assertThat(sieved.findings()).as(text).isEqualTo(exact.findings());
    return exact.findings();
  }

  private static void differs(
      int round, byte[] text, int at, InjectionWatch exact, InjectionWatch sieved) {
    String shown = new String(text, 0, at, StandardCharsets.ISO_8859_1);
    List<Finding> expected = exact.findings();
    assertThat(sieved.findings()).as("text %d, %s", round, shown).isEqualTo(expected);
    assertThat(sieved.wouldNotice()).as("text %d, %s", round, shown).isEqualTo(exact.wouldNotice());
  }
}
