package dev.botbottle.cli;

import dev.botbottle.launcher.host.Shown;
import dev.botbottle.ledger.LineReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a ledger has of denials: how many, and whom they were for in the order first asked for. */
final class Denials {
  /** How many hosts are named, and how much of each: an agent may ask for any and many. */
  private static final int NAMED = 3;

  private static final int LONGEST = 60;
  private static final String HOST = "\"host\":\"";

  /** A quotation mark within a value is escaped, so this is the field. */
  private static final String FIELD = "\"verdict\":\"deny\"";

  private static final byte[] DENIED = FIELD.getBytes(StandardCharsets.US_ASCII);

  private final Set<String> hosts = new LinkedHashSet<>();
  private long count;
  private boolean all = true;

  /** Whether a line is one. */
  static boolean isOne(LineReader line) {
    return line.contains(DENIED);
  }

  static boolean isOne(String line) {
    return line.contains(FIELD);
  }

  /** Takes a line up, whatever it is. */
  void see(LineReader line) {
    if (!isOne(line)) {
      return;
    }
    count++;
    if (hosts.size() <= NAMED) {
      String text = line.text();
      int host = text.indexOf(HOST) + HOST.length();
      int end = text.indexOf('"', host);
      if (host >= HOST.length() && end > host) {
        hosts.add(text.substring(host, end));
      }
    }
  }

  /** The ledger was not read to its end. */
  void leaveRest() {
    all = false;
  }

  /** Whether there is something to tell. */
  boolean any() {
    return count > 0 || !all;
  }

  /** The number, and the first few hosts: what a user may want to allow the next time. */
  String text() {
    StringBuilder out = new StringBuilder(all ? "" : "at least ");
    out.append(count).append(count == 1 ? " denial" : " denials").append(" on record");
    int named = 0;
    for (String host : hosts) {
      if (named == NAMED) {
        out.append(", …");
        break;
      }
      String plain = Shown.line(host);
      out.append(named == 0 ? " (" : ", ");
      out.append(plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain);
      named++;
    }
    return named == 0 ? out.toString() : out.append(')').toString();
  }
}
