package dev.botbottle.cli;

import dev.botbottle.launcher.host.Shown;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a ledger has of denials.
 *
 * @param count how many requests, connections and names were denied
 * @param hosts whom they were for, in the order first asked for
 */
record Denials(long count, Set<String> hosts) {
  /** How many hosts are named, and how much of each: an agent may ask for any and many. */
  private static final int NAMED = 3;

  private static final int LONGEST = 60;
  private static final String HOST = "\"host\":\"";

  /** Those in a ledger's file. */
  static Denials in(Path ledger) {
    Set<String> hosts = new LinkedHashSet<>();
    long count = 0;
    try (BufferedReader lines = Files.newBufferedReader(ledger)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains("\"verdict\":\"deny\"")) {
          count++;
          int host = line.indexOf(HOST) + HOST.length();
          int end = line.indexOf('"', host);
          if (host >= HOST.length() && end > host && hosts.size() <= NAMED) {
            hosts.add(line.substring(host, end));
          }
        }
      }
    } catch (IOException e) {
      System.err.println("bottle: the ledger " + ledger + " cannot be read");
    }
    return new Denials(count, hosts);
  }

  /** The number, and the first few hosts: what a user may want to allow the next time. */
  String text() {
    StringBuilder out = new StringBuilder();
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
