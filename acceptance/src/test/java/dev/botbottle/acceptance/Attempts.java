package dev.botbottle.acceptance;

import dev.botbottle.testkit.lab.Seen;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What an agent tries: the scripts in {@code attacks}, and the lines they print. */
final class Attempts {
  /** What an agent must not get, by family. */
  static final List<String> HOSTILE =
      List.of("files", "processes", "network", "secrets", "privileges", "workspace");

  /** What an agent is for. */
  static final String WORK = "work";

  private Attempts() {}

  /**
   * One attempt.
   *
   * @param family the script it is in
   * @param sentence what names it
   * @param verdict what the script says of it: held, escaped, sent, done or failed
   * @param detail its exit code and what it printed
   */
  record Attempt(String family, String sentence, String verdict, String detail) {
    /** What it sends wherever it sends something. */
    String mark() {
      return "attempt-" + sentence.replaceAll("[^a-z0-9]", "-");
    }
  }

  /** A family's script, for bash in a folder that holds {@link #values}. */
  static String script(String family) {
    return ". ./values.sh\n"
        + resource("prelude")
        + resource(family)
        + "echo '@@ end "
        + family
        + "'\n";
  }

  /** The file {@code values.sh} that a script reads. */
  static String values(Map<String, String> values) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(values)
        .forEach((name, value) ->
            text.append("export ").append(name).append("='").append(value).append("'\n"));
    return text.toString();
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            Attempts.class.getResourceAsStream("attacks/" + name + ".sh"), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The attempts a script's output tells of.
   *
   * @throws IllegalStateException when the script did not come to its end
   */
  static List<Attempt> parse(String family, String output) {
    if (!output.contains("@@ end " + family)) {
      throw new IllegalStateException("the attempts on " + family + " did not end: " + output);
    }
    List<Attempt> attempts = new ArrayList<>();
    for (String line : output.lines().toList()) {
      if (line.startsWith("@@ ") && !line.startsWith("@@ end")) {
        String[] words = line.substring(3).split(" ", 2);
        int bar = words[1].indexOf(" | ");
        attempts.add(
            new Attempt(family, words[1].substring(0, bar), words[0], words[1].substring(bar + 3)));
      }
    }
    return attempts;
  }

  /** What reached a server of the lab and carries the attempt's mark. */
  static List<Seen> traces(Attempt attempt, List<Seen> seen) {
    // A name's label ends where its length does, and other sentences begin alike.
    String label = attempt.mark().substring(0, Math.min(60, attempt.mark().length()));
    List<Seen> traces = new ArrayList<>();
    for (Seen next : seen) {
      boolean marked =
          switch (next) {
            case Seen.Connection c -> false;
            case Seen.Handshake h -> h.serverName().contains(label);
            case Seen.Bytes bytes -> names(bytes.text(), attempt.mark());
            case Seen.Datagram datagram -> names(datagram.text(), attempt.mark());
            case Seen.Lookup lookup -> lookup.name().startsWith(label + ".");
            // Not the body: the model's own conversation holds the scripts. Not what was broken
            // off:
            // that is how an upload ends in which something was found.
            case Seen.HttpRequest http ->
                http.request().complete() && names(http.request().target(), attempt.mark());
          };
      if (marked) {
        traces.add(next);
      }
    }
    return traces;
  }

  private static boolean names(String text, String mark) {
    int at = text.indexOf(mark);
    int end = at + mark.length();
    return at >= 0
        && (end == text.length()
            || (!Character.isLetterOrDigit(text.charAt(end)) && text.charAt(end) != '-'));
  }
}
