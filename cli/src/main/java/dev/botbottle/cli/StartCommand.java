package dev.botbottle.cli;

import dev.botbottle.backends.bubblewrap.BubblewrapBackend;
import dev.botbottle.cli.demo.Demo;
import dev.botbottle.launcher.backend.Backend;
import dev.botbottle.launcher.backend.Preparation;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.manifests.Manifests;
import dev.botbottle.launcher.plan.AgentChoice;
import dev.botbottle.launcher.plan.AgentChoices;
import dev.botbottle.launcher.plan.BackendFacts;
import dev.botbottle.launcher.plan.Plan;
import dev.botbottle.launcher.plan.PlanJson;
import dev.botbottle.launcher.plan.PlanText;
import dev.botbottle.launcher.plan.Planner;
import dev.botbottle.launcher.plan.SessionId;
import dev.botbottle.launcher.plan.StartOptions;
import dev.botbottle.launcher.session.SessionStore;
import dev.botbottle.posix.KernelRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code bottle start}: an agent in a bottle, from plan to report. */
final class StartCommand implements Command {
  private static final RandomGenerator RANDOM = new KernelRandom();

  private final BubblewrapBackend bubblewrap = new BubblewrapBackend(RANDOM);

  /** What was begun before the words had been parsed, until it is used. */
  private final AtomicReference<Optional<Preparation>> foreseen =
      new AtomicReference<>(Optional.empty());

  @Override
  public String name() {
    return "start";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name(name());
    spec.usageMessage()
        .description("Runs an agent in a bottle.")
        .customSynopsis(
            "bottle start [AGENT] [OPTIONS] [-- ARGUMENTS]",
            "bottle start [OPTIONS] -- COMMAND ARGUMENTS");
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("AGENT")
            .type(String.class)
            .arity("0..1")
            .description("demo, shell, claude, an agent of your manifest or of the library.")
            .build());
    spec.addOption(Invocation.flag("Does not ask.", "-y", "--yes"));
    spec.addOption(Invocation.flag("Shows the plan and touches nothing.", "--dry-run"));
    value(spec, "BOTTLE", "Another bottle than the agent's own.", "--bottle");
    value(spec, "NAME", "Where it runs; there is: bubblewrap.", "--backend");
    value(spec, "NAME", "A container runtime; none can be had yet.", "--runtime");
    value(spec, "DIR", "Another directory than this one.", "--workspace");
    spec.addOption(
        OptionSpec.builder("--publish")
            .paramLabel("PORT")
            .type(List.class)
            .auxiliaryTypes(Integer.class)
            .arity("1")
            .description(
                "A port inside that is reached at 127.0.0.1 here; may be given again. A browser"
                    + " that opens it is a way out.")
            .build());
    spec.addOption(Invocation.flag("Nothing leaves, whatever the bottle grants.", "--offline"));
    spec.addOption(
        Invocation.flag(
            "Sends the ledger to your OpenTelemetry collector too (OTEL_EXPORTER_OTLP_ENDPOINT).",
            "--otlp"));
    value(spec, "TEXT", "What to call the session in bottle list.", "--label");
    value(spec, "TEXT", "The task, for a run without a conversation.", "-p", "--prompt");
    return spec.addOption(Invocation.format());
  }

  private static void value(CommandSpec spec, String label, String description, String... names) {
    spec.addOption(
        OptionSpec.builder(names[0], names)
            .type(String.class)
            .paramLabel(label)
            .description(description)
            .build());
  }

  /**
   * With {@code --yes} nobody will be asked, so what takes longest can come up while the words are
   * parsed and the plan is made. A word that only looks like the option does no harm: what was
   * begun is undone, and it holds no secret and lets nothing out.
   */
  @Override
  public void foresee(List<String> words, Supplier<Host> host) {
    if (!(words.contains("--yes") || words.contains("-y")) || words.contains("--dry-run")) {
      return;
    }
    Host here = host.get();
    try {
      foreseen.set(Optional.of(bubblewrap.prepare(here, new SessionStore(here.state()))));
    } catch (BottleException e) {
      // Said again, in its place, should the command come to it.
    }
  }

  @Override
  public void forget() {
    foreseen.getAndSet(Optional.empty()).ifPresent(Preparation::close);
  }

  @Override
  public boolean reapsFirst() {
    return false; // later: --dry-run touches nothing
  }

  @Override
  public int run(Invocation invocation) {
    StartOptions options = options(invocation);
    Host host = host(invocation, options);
    Backend backend = backend(options, host);
    if (invocation.flag("--dry-run")) {
      Plan plan = plan(invocation, host, options, backend, Demo.idle(), SessionId.mark(RANDOM));
      System.out.print(invocation.json() ? PlanJson.of(plan) + "\n" : PlanText.of(plan));
      return 0;
    }
    Leftovers.reap(invocation);
    if (invocation.flag("--yes")) {
      // Nobody will be asked: what takes longest can come up while the plan is made.
      try (Preparation preparation =
              foreseen
                  .getAndSet(Optional.empty())
                  .orElseGet(() -> backend.prepare(host, invocation.sessions()));
          Demo demo = Demo.forAgent(options, host)) {
        Plan plan = plan(invocation, host, options, backend, demo, preparation.mark());
        System.err.print(PlanText.of(plan));
        return new SessionRun(host, invocation.sessions(), backend, preparation, plan, demo::close)
            .run();
      }
    }
    try (Demo demo = Demo.forAgent(options, host)) {
      Plan shown = plan(invocation, host, options, backend, demo, SessionId.mark(RANDOM));
      System.err.print(PlanText.of(shown));
      Map<String, Object> asked = workspace(shown);
      Question.confirm("Start this bottle?");
      try (Preparation preparation = backend.prepare(host, invocation.sessions())) {
        // Made again, for files that came meanwhile to be protected and hidden; but what was agreed
        // to is what was shown.
        Plan plan = plan(invocation, host, options, backend, demo, preparation.mark());
        if (!PlanText.of(plan).equals(PlanText.of(shown)) || !asked.equals(workspace(plan))) {
          throw new BottleException(
              ExitCode.NOT_CONFIRMED,
              "not started: the plan has changed while you were asked",
              "start again to see the new one");
        }
        return new SessionRun(host, invocation.sessions(), backend, preparation, plan, demo::close)
            .run();
      }
    }
  }

  /** Which directory a plan's workspace is, whatever it is called. */
  private static Map<String, Object> workspace(Plan plan) {
    try {
      return plan.workspace().isEmpty()
          ? Map.of()
          : Files.readAttributes(plan.workspace().get(), "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.BAD_WORKSPACE,
          "could not look at the workspace " + plan.workspace().get(),
          "start again in a directory that is there",
          e);
    }
  }

  private static Plan plan(
      Invocation invocation,
      Host user,
      StartOptions options,
      Backend backend,
      Demo demo,
      String mark) {
    SessionPlaceholders placeholders = new SessionPlaceholders(RANDOM);
    Manifests manifests = Manifests.read(user, options.workspace());
    AgentChoice named = new AgentChoices(user, manifests, placeholders).choose(options);
    AgentChoice choice = invocation.value("--label").map(named::labelled).orElse(named);
    Host host = user.withSecretVariables(manifests.secretVariables());
    if (options.workspace().isEmpty() && choice.workspace().isPresent()) {
      host = host.withWorkspace(host.resolve(choice.workspace().get()));
    }
    if (!invocation.flag("--dry-run")) {
      AgentProgram.fetchIfMissing(choice, host);
    }
    BackendFacts facts = backend.facts(host);
    return new Planner(host, placeholders)
        .plan(SessionId.of(choice.agent(), mark), demo.choice(choice), options, facts);
  }

  /** The host as it is for this start: a named workspace is as much in an agent's reach. */
  private static Host host(Invocation invocation, StartOptions options) {
    Host host = invocation.host();
    return options.workspace().map(text -> host.withWorkspace(host.resolve(text))).orElse(host);
  }

  private static StartOptions options(Invocation invocation) {
    Optional<String> agent = invocation.positional(0);
    if (agent.isEmpty() && invocation.rest().isEmpty()) {
      throw new BottleException(
          ExitCode.USAGE,
          "could not start: neither an agent nor a command was named",
          "bottle start claude, bottle start shell, bottle start demo, or bottle start -- CMD");
    }
    if (agent.isEmpty() && invocation.value("--prompt").isPresent()) {
      throw new BottleException(
          ExitCode.USAGE,
          "could not start: a command takes no --prompt",
          "name the agent the prompt is for, as in bottle start claude -p TEXT");
    }
    return new StartOptions(
        agent,
        invocation.value("--bottle"),
        invocation.value("--backend"),
        invocation.value("--runtime"),
        invocation.value("--workspace"),
        invocation.value("--prompt"),
        invocation.numbers("--publish"),
        invocation.flag("--offline"),
        invocation.flag("--otlp"),
        invocation.rest());
  }

  /** A named backend or runtime that cannot be had is a refusal, never a fallback. */
  private Backend backend(StartOptions options, Host host) {
    String name =
        options
            .backend()
            .or(() -> host.variable("BOTTLE_BACKEND"))
            .or(() -> host.variable("CLAUDE_BOTTLE_BACKEND"))
            .orElse("bubblewrap");
    if (!name.equals("bubblewrap")) {
      throw new BottleException(
          ExitCode.NO_BACKEND,
          "could not use the backend " + name + ": this version has bubblewrap only",
          "leave --backend and BOTTLE_BACKEND away, or name bubblewrap");
    }
    if (options.runtime().isPresent()) {
      throw new BottleException(
          ExitCode.NO_BACKEND,
          "could not use the runtime "
              + options.runtime().get()
              + ": this version runs no containers",
          "leave --runtime away to run in namespaces");
    }
    return bubblewrap;
  }
}
