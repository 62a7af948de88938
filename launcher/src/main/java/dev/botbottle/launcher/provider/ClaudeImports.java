package dev.botbottle.launcher.provider;

import dev.botbottle.launcher.grant.HomeFile;
import dev.botbottle.launcher.grant.Imported;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Shown;
import dev.botbottle.manifest.Imports;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What of the user's own Claude Code comes along, read once for a plan.
 *
 * @param files copies for the private home
 * @param instructions the user's own instructions
 * @param settings the settings file for the bottle
 * @param servers MCP servers as a JSON object
 * @param told what comes along, for the preflight
 * @param notes what the user should know
 */
record ClaudeImports(
    List<HomeFile> files,
    Optional<String> instructions,
    ClaudeSettings settings,
    String servers,
    List<Imported> told,
    List<String> notes) {
  private static final String FOLDER = ".claude";
  private static final String INSTRUCTIONS = FOLDER + "/CLAUDE.md";
  private static final String SETTINGS = FOLDER + "/settings.json";
  private static final String STATE = ".claude.json";

  /** The program keeps the history of every project in it. */
  private static final int LARGEST_STATE = 64 << 20;

  ClaudeImports {
    files = List.copyOf(files);
    told = List.copyOf(told);
    notes = List.copyOf(notes);
  }

  /**
   * Those that are asked for.
   *
   * @throws BottleException when a named server is not there
   */
  static ClaudeImports of(Provider.Request request) {
    Imports wanted = request.imports();
    UserTexts texts = new UserTexts(request.host().home());
    String home = request.host().home() + "/";
    List<HomeFile> files = new ArrayList<>();
    List<Imported> told = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Optional<String> instructions = Optional.empty();
    if (wanted.instructions()) {
      instructions = texts.shown(INSTRUCTIONS);
      if (instructions.isPresent()) {
        told.add(new Imported("instructions", home + INSTRUCTIONS, List.of(), List.of()));
      }
      copy("instructions", FOLDER + "/rules", home, texts, files, told);
    }
    ClaudeSettings settings = ClaudeSettings.OWN;
    Optional<String> written = wanted.settings() ? texts.text(SETTINGS) : Optional.empty();
    if (written.isPresent()) {
      try {
        settings = ClaudeSettings.of(written.get()).withoutCredentials();
        told.add(new Imported("settings", home + SETTINGS, settings.taken(), settings.leftOut()));
      } catch (IllegalArgumentException e) {
        notes.add("~/" + SETTINGS + " stays outside: " + e.getMessage());
      }
    }
    if (wanted.commands() && !copy("commands", FOLDER + "/commands", home, texts, files, told)) {
      notes.add("there are no commands of yours to bring along");
    }
    if (wanted.agents() && !copy("agents", FOLDER + "/agents", home, texts, files, told)) {
      notes.add("there are no sub-agents of yours to bring along");
    }
    String servers = "{}";
    if (!wanted.servers().isEmpty() || !request.servers().isEmpty()) {
      ClaudeServers all = new ClaudeServers(request.host(), request.granted(), home + STATE);
      if (!wanted.servers().isEmpty()) {
        Optional<String> state = texts.text(STATE, LARGEST_STATE);
        for (String name : wanted.servers()) {
          all.add(name, server(name, state, home + STATE));
        }
      }
      request.servers().forEach(all::give);
      servers = all.json();
      told.addAll(all.told());
      notes.addAll(all.notes());
    }
    notes.addAll(texts.notes());
    notes.replaceAll(Shown::line);
    return new ClaudeImports(files, instructions, settings, servers, told, notes);
  }

  /** Copies the Markdown files of a folder; whether there were any. */
  private static boolean copy(
      String what,
      String folder,
      String home,
      UserTexts texts,
      List<HomeFile> files,
      List<Imported> told) {
    SortedMap<String, String> found = texts.markdown(folder);
    if (!found.isEmpty()) {
      found.forEach((path, text) -> files.add(new HomeFile(folder + "/" + path, text)));
      told.add(new Imported(what, home + folder, List.copyOf(found.keySet()), List.of()));
    }
    return !found.isEmpty();
  }

  private static McpServer server(String name, Optional<String> state, String from) {
    try {
      Optional<McpServer> server =
          state.isPresent() ? McpServer.find(name, state.get()) : Optional.empty();
      if (server.isPresent()) {
        return server.get();
      }
    } catch (IllegalArgumentException e) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not bring the MCP server " + name + " along from " + from + ": " + e.getMessage(),
          "look at it with 'claude mcp get " + name + "'");
    }
    throw new BottleException(
        ExitCode.MANIFEST,
        "could not find the MCP server " + name + ": there is none in " + from,
        "add it with 'claude mcp add --scope user', or take \"mcp:"
            + name
            + "\" out of \"import\"");
  }
}
