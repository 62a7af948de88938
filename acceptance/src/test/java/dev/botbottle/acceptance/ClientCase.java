package dev.botbottle.acceptance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of docs/compatibility.md: a client and what it has to do in a bottle.
 *
 * @param client its name
 * @param does what it does, for the page
 * @param programs what has to be on this machine for it
 * @param bottle the bottle it runs in
 * @param note what a user has to know, for the page
 * @param script for bash; it works if this ends with 0
 */
record ClientCase(
    String client, String does, List<String> programs, String bottle, String note, String script) {
  /** Cases in a file: a header of {@code key: value} lines behind {@code ###}, then the script. */
  static List<ClientCase> parse(String text) {
    List<ClientCase> cases = new ArrayList<>();
    for (String part : text.split("(?m)^### ", -1)) {
      if (part.startsWith("#") || part.isBlank()) {
        continue; // what stands before the first
      }
      List<String> lines = part.lines().toList();
      cases.add(
          new ClientCase(
              lines.getFirst(),
              value(lines, "does"),
              List.of(value(lines, "needs").split(" ", -1)),
              value(lines, "bottle"),
              value(lines, "note"),
              part.substring(part.indexOf("---\n") + 4)));
    }
    return cases;
  }

  private static String value(List<String> lines, String key) {
    for (String line : lines) {
      if (line.startsWith(key + ": ")) {
        return line.substring(key.length() + 2);
      }
    }
    return "";
  }

  /** The first program that is not on this machine; empty when all are. */
  String missing() {
    for (String program : programs) {
      if (!there(program)) {
        return program;
      }
    }
    return "";
  }

  /** Whether this machine has a program. */
  static boolean there(String program) {
    for (String place : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (Files.isExecutable(Path.of(place, program))) {
        return true;
      }
    }
    return false;
  }
}
