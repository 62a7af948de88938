package dev.botbottle.scan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Texts that took the scanner long, and values that made them do so. */
final class SlowTexts {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String TOKEN = "github_pat_";

  private SlowTexts() {}

  /** Sets of known values by name. */
  static Map<String, List<KnownSecret>> values() {
    Map<String, List<KnownSecret>> all = new LinkedHashMap<>();
    all.put("no values", List.of());
    all.put("20 values", values(20, "", LETTERS + "!$%&\"'\\", 30));
    all.put("40 tokens that begin alike", values(40, TOKEN, LETTERS, 71));
    all.put("200 tokens that begin alike", values(200, TOKEN, LETTERS, 71));
    all.put("a path of Windows", paths(1));
    List<KnownSecret> many = new ArrayList<>(paths(20));
    many.addAll(values(80, "", LETTERS + "!$%&\"'\\", 30));
    all.put("20 paths of Windows among 100 values", many);
    all.put("values of quotes", values(10, "\"\"\"\"\"\"\"\"", "\"'`\\", 12));
    return all;
  }

  /** Scanners for these. */
  static Map<String, Scanner> scanners() {
    Map<String, Scanner> all = new LinkedHashMap<>();
    values().forEach((name, values) -> all.put(name, Scanner.of(values)));
    return all;
  }

  /** These and long ones, whose parts a session's scanner looks for too. */
  static Map<String, List<KnownSecret>> valuesOfSessions() {
    Map<String, List<KnownSecret>> all = values();
    all.put("30 long values", values(30, "", LETTERS, 3000));
    return all;
  }

  private static List<KnownSecret> paths(int count) {
    return values(count, "\\\\server\\share\\", LETTERS, 20);
  }

  private static List<KnownSecret> values(int count, String begin, String signs, int length) {
    Random random = new Random(count);
    List<KnownSecret> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Secret secret = Secret.of(begin + Texts.random(random, signs, length));
      values.add(new KnownSecret(begin.length() + "v" + i, KnownSecret.Kind.CREDENTIAL, secret));
    }
    return values;
  }

  /** What is repeated. */
  static List<String> units() {
    List<String> units = new ArrayList<>();
    for (String digits : List.of("4".repeat(8), "4".repeat(30), "41".repeat(30), "a".repeat(30))) {
      units.add(digits + "%25" + digits + "=3D");
    }
    for (String begin : List.of(TOKEN, "\\\\server\\share\\")) {
      units.add("%41%41" + begin + "\"\"\"\"" + begin);
      units.add("\\u0041\\u0041" + begin + "\"\"\"\"" + begin);
      units.add(begin + "\",\"");
      units.add(begin);
    }
    units.addAll(List.of("\\", "\\\"", "\"", "\",\"", "A" + "\\".repeat(28) + "''''0|"));
    // Several that break off at one joint, in a text that is read for its look-alikes too.
    String several = "tgp_v1_glpav1_glpat-\\\",\\\"" + "\u00d0\u00b0".repeat(3) + "git";
    units.addAll(List.of(several, several + "xxxx787878xxxxxxxxxxxxxxxxxhubithGubit"));
    // At the first escape all paths of Windows begin, twice, and break off at the next.
    units.add("\\u002d\\u005c\\u0022\\u002c");
    // The same in base64, which goes on with digits of base32.
    units.add(
        "dGdwX3YxX2dscGF2MV9nbHBhdC1cIixcItCw0LDQsGdpdHh4eHg3ODc4Nzh4eHh4eHh4eHh4eHh4eH"
            + "h4eGh1Yml0aEcmIzExNztiaXR0Z3BfdjjjFfZ2xwYXYxX2dscGF0LVwiLFwi0LDQsNCwZ2l0eHh4eD"
            + "c4Nzg3OHh4eHh4eHh4eHh4eHh4eHh4aHViaXRoGO4C7OYYV6Z3MOBQXMMK7M5WHAYLUFVOCELC4ELI"
            + "LBUFQ2CYGO2LUORYGC5RRL5TWY4DBOQWVYIRMLQRNBMGQWDILAZ3JOR2GO4C7OYYV6Z3MOBQXMMK7M"
            + "5WHAYLUFVOCELBFGVBSKMRSMFSXQZJQGFTGMZJZGQ4XQ2ZUEVCDAJKCGASUIMBFIIYCKRBQEVBDAZ3"
            + "33333333JO");
    return units;
  }
}
