package dev.botbottle.cli;

import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command line: which command, with which options. */
final class Cli {
  private Cli() {}

  /** Runs a command; returns its exit code. */
  static int run(List<String> words) {
    return run(words, Host::current);
  }

  /** Runs a command on a host that is asked for once, and only when the words make sense. */
  static int run(List<String> words, Supplier<Host> asked) {
    int separator = words.indexOf("--");
    List<String> own = separator < 0 ? words : words.subList(0, separator);
    List<String> rest =
        separator < 0 ? List.of() : List.copyOf(words.subList(separator + 1, words.size()));
    Map<String, Command> commands = commands();
    Command named = own.isEmpty() ? null : commands.get(own.getFirst());
    return named == null
        ? unnamed(own, commands)
        : run(named, own.subList(1, own.size()), rest, new Once(asked));
  }

  /** One command; describing all the others to the parser would take longer than the rest. */
  private static int run(
      Command command, List<String> own, List<String> rest, Supplier<Host> host) {
    try {
      command.foresee(own, host);
      CommandSpec spec = command.spec().name("bottle " + command.name());
      help(spec);
      ParseResult result = new CommandLine(spec).parseArgs(own.toArray(new String[0]));
      if (result.isUsageHelpRequested()) {
        usage(spec, System.out);
        return ExitCode.OK.code();
      }
      Invocation invocation = new Invocation(result, rest, host.get());
      if (command.reapsFirst()) {
        Leftovers.reap(invocation);
      }
      return command.run(invocation);
    } catch (CommandLine.ParameterException e) {
      return usageError(e, " " + command.name());
    } finally {
      command.forget();
    }
  }

  /** No command: options of the program itself, or nothing that makes sense. */
  private static int unnamed(List<String> own, Map<String, Command> commands) {
    CommandSpec top = top(commands);
    ParseResult result;
    try {
      result = new CommandLine(top).parseArgs(own.toArray(new String[0]));
    } catch (CommandLine.ParameterException e) {
      return usageError(e, "");
    }
    if (result.isVersionHelpRequested()) {
      System.out.println("bottle " + Version.text());
      return ExitCode.OK.code();
    }
    boolean asked = result.isUsageHelpRequested();
    usage(top, asked ? System.out : System.err);
    return (asked ? ExitCode.OK : ExitCode.USAGE).code();
  }

  private static int usageError(CommandLine.ParameterException e, String command) {
    System.err.println("bottle: " + e.getMessage());
    System.err.println("  bottle" + command + " --help tells what there is");
    return ExitCode.USAGE.code();
  }

  private static void usage(CommandSpec spec, PrintStream out) {
    spec.commandLine()
        .setUsageHelpAutoWidth(false)
        .usage(out, CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
  }

  /** A host that is found out about when it is first asked for. */
  private static final class Once implements Supplier<Host> {
    private final Supplier<Host> asked;
    private @Nullable Host host;

    Once(Supplier<Host> asked) {
      this.asked = asked;
    }

    @Override
    public Host get() {
      if (host == null) {
        host = asked.get();
      }
      return host;
    }
  }

  /** The commands by name, each new. */
  static Map<String, Command> commands() {
    Map<String, Command> commands = new TreeMap<>();
    for (Command command :
        List.of(
            new StartCommand(),
            new ListCommand(),
            new StopCommand(),
            new CleanupCommand(),
            new LogsCommand(),
            new LedgerCommand(),
            new ExplainCommand(),
            new SchemaCommand(),
            new TrustCommand(),
            new CheckCommand(),
            new AddCommand(),
            new ExportCommand(),
            new InitCommand(),
            new EditCommand(),
            new CompletionCommand(Cli::specs),
            new LoginCommand())) {
      commands.put(command.name(), command);
    }
    return commands;
  }

  /** Every command as it is described to a shell. */
  private static Collection<CommandSpec> specs() {
    return commands().values().stream().map(Command::spec).toList();
  }

  private static CommandSpec top(Map<String, Command> commands) {
    CommandSpec top = CommandSpec.create().name("bottle");
    top.usageMessage()
        .description("Runs coding agents as if they were already compromised.")
        .footer("", "bottle start demo --yes   is a tour that needs no network and no token.");
    top.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("The version.")
            .build());
    help(top);
    for (Command command : commands.values()) {
      CommandSpec spec = command.spec();
      help(spec);
      top.addSubcommand(spec.name(), spec);
    }
    return top;
  }

  private static void help(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("This help.").build());
  }
}
