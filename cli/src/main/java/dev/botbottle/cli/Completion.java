package dev.botbottle.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Scripts that complete words, made of the commands there are. */
final class Completion {
  private Completion() {}

  /** For bash (its manual, "Programmable Completion"). */
  static String bash(Collection<CommandSpec> commands) {
    StringBuilder out = new StringBuilder();
    out.append("# Completes the words of bottle in bash.\n_bottle() {\n");
    out.append(
        "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words=\n");
    out.append("  if [ \"$COMP_CWORD\" = 1 ]; then\n    words=\"").append(names(commands));
    out.append(" --help --version\"\n  else\n    case ${COMP_WORDS[1]}/$before in\n");
    for (CommandSpec command : commands) {
      for (OptionSpec option : shown(command)) {
        if (option.arity().max() > 0) {
          out.append("      ").append(command.name()).append('/');
          out.append(String.join("|" + command.name() + "/", names(option))).append(") ");
          out.append(bashValues(kind(option.paramLabel()))).append(" ;;\n");
        }
      }
    }
    out.append("      *) case ${COMP_WORDS[1]} in\n");
    for (CommandSpec command : commands) {
      String kind = kind(first(command));
      out.append("        ").append(command.name()).append(") ");
      // options only where one is begun: a name is what is mostly wanted
      out.append(kind.isEmpty() ? "" : "case $word in -*) ");
      out.append("words=\"").append(options(command)).append('"');
      if (kind.equals("files")) {
        out.append(" ;; *) COMPREPLY=($(compgen -f -- \"$word\")) ;; esac");
      } else if (!kind.isEmpty()) {
        out.append(" ;; *) words=\"$(").append(ask(kind)).append(")\" ;; esac");
      }
      out.append(" ;;\n");
    }
    out.append("      esac ;;\n    esac\n  fi\n");
    out.append("  COMPREPLY+=($(compgen -W \"$words\" -- \"$word\"))\n}\n");
    return out.append("complete -F _bottle bottle\n").toString();
  }

  private static String bashValues(String kind) {
    return switch (kind) {
      case "" -> "return";
      case "files" -> "COMPREPLY=($(compgen -f -- \"$word\")); return";
      case "formats" -> "words='text json'";
      default -> "words=$(" + ask(kind) + ")";
    };
  }

  /** For zsh (zshcompsys(1)). */
  static String zsh(Collection<CommandSpec> commands) {
    StringBuilder out = new StringBuilder();
    out.append("#compdef bottle\n# Completes the words of bottle in zsh.\n_bottle() {\n");
    out.append("  if (( CURRENT == 2 )); then\n    compadd -- ").append(names(commands));
    out.append(" --help --version\n    return\n  fi\n  case $words[2]/$words[CURRENT-1] in\n");
    for (CommandSpec command : commands) {
      for (OptionSpec option : shown(command)) {
        if (option.arity().max() > 0) {
          out.append("    ").append(command.name()).append('/');
          out.append(String.join("|" + command.name() + "/", names(option))).append(") ");
          out.append(zshValues(kind(option.paramLabel()))).append("; return ;;\n");
        }
      }
    }
    out.append("  esac\n  case $words[2] in\n");
    for (CommandSpec command : commands) {
      String kind = kind(first(command));
      out.append("    ").append(command.name()).append(") ");
      out.append(kind.isEmpty() ? "" : "if [[ $PREFIX == -* ]]; then ");
      out.append("compadd -- ").append(options(command));
      if (!kind.isEmpty()) {
        out.append("; else ").append(zshValues(kind)).append("; fi");
      }
      out.append(" ;;\n");
    }
    out.append("  esac\n}\n");
    // Sourced, it has to be made known; in a folder of $fpath the first line does.
    return out.append(
            "if [ \"$funcstack[1]\" = _bottle ]; then _bottle; else compdef _bottle bottle; fi\n")
        .toString();
  }

  private static String zshValues(String kind) {
    return switch (kind) {
      case "" -> ":";
      case "files" -> "_files";
      case "formats" -> "compadd -- text json";
      default -> "compadd -- $(" + ask(kind) + ")";
    };
  }

  /** For fish (its manual, {@code complete}). */
  static String fish(Collection<CommandSpec> commands) {
    StringBuilder out = new StringBuilder("# Completes the words of bottle in fish.\n");
    out.append("complete -c bottle -f\n");
    for (CommandSpec command : commands) {
      String about = String.join(" ", command.usageMessage().description());
      out.append("complete -c bottle -n __fish_use_subcommand -a ").append(command.name());
      out.append(" -d ").append(quoted(sentence(about))).append('\n');
      String seen = " -n '__fish_seen_subcommand_from " + command.name() + "'";
      for (OptionSpec option : shown(command)) {
        out.append("complete -c bottle").append(seen);
        for (String name : names(option)) {
          out.append(
              name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
          String kind = kind(option.paramLabel());
          out.append(kind.equals("files") ? " -r" : " -x").append(fishValues(kind));
        }
        out.append(" -d ").append(quoted(String.join(" ", option.description()))).append('\n');
      }
      String wanted = kind(first(command));
      if (!wanted.isEmpty()) {
        out.append("complete -c bottle").append(seen).append(fishValues(wanted)).append('\n');
      }
    }
    return out.toString();
  }

  private static String fishValues(String kind) {
    return switch (kind) {
      case "" -> "";
      case "files" -> " -F";
      case "formats" -> " -a 'text json'";
      default -> " -a '(" + ask(kind) + ")'";
    };
  }

  private static String sentence(String text) {
    int end = text.indexOf(". ");
    return end < 0 ? text : text.substring(0, end + 1);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static String ask(String kind) {
    return "bottle completion --words " + kind + " 2>/dev/null";
  }

  private static String names(Collection<CommandSpec> commands) {
    List<String> names = new ArrayList<>();
    commands.forEach(command -> names.add(command.name()));
    return String.join(" ", names);
  }

  private static List<String> names(OptionSpec option) {
    return List.copyOf(new LinkedHashSet<>(List.of(option.names())));
  }

  private static String options(CommandSpec command) {
    List<String> names = new ArrayList<>();
    shown(command).forEach(option -> names.addAll(names(option)));
    return String.join(" ", names);
  }

  private static List<OptionSpec> shown(CommandSpec command) {
    return command.options().stream().filter(option -> !option.hidden()).toList();
  }

  private static String first(CommandSpec command) {
    List<PositionalParamSpec> positionals = command.positionalParameters();
    return positionals.isEmpty() ? "" : positionals.getFirst().paramLabel();
  }

  /** What a label stands for. */
  private static String kind(String label) {
    return switch (label.toUpperCase(Locale.ROOT)) {
      case "AGENT" -> "agents";
      case "BOTTLE" -> "bottles";
      case "SESSION" -> "sessions";
      case "FORMAT" -> "formats";
      case "FILE", "DIR", "FILE|DIR|URL@COMMIT" -> "files";
      default -> "";
    };
  }
}
