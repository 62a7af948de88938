package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.HomeFile;
import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.grant.PlannedSecret;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.HostMounts;
import dev.botbottle.launcher.host.HostSockets;
import dev.botbottle.launcher.host.Shown;
import dev.botbottle.launcher.provider.Needs;
import dev.botbottle.launcher.provider.Provider;
import dev.botbottle.launcher.session.MarkedProcesses;
import dev.botbottle.launcher.workspace.SelfExecuting;
import dev.botbottle.launcher.workspace.WorkspaceRules;
import dev.botbottle.launcher.workspace.WorkspaceSurvey;
import dev.botbottle.manifest.ResourceSpec;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.TlsMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the plan of a session. Looks everything up, checks everything and changes nothing. */
public final class Planner {
  private static final int NAME_SERVER_PORT = 53; // RFC 1035, section 4.2

  private final Host host;
  private final Provider.PlaceholderSource placeholders;
  private final SelfExecuting selfExecuting = SelfExecuting.builtIn();

  /**
   * A planner for this host.
   *
   * @param placeholders the same source that made the placeholders of the choice's routes
   */
  public Planner(Host host, Provider.PlaceholderSource placeholders) {
    this.host = host;
    this.placeholders = placeholders;
  }

  /**
   * The plan.
   *
   * @throws dev.botbottle.launcher.host.BottleException when it cannot be carried out here
   */
  public Plan plan(String session, AgentChoice choice, StartOptions options, BackendFacts backend) {
    refuseStrangeHome();
    Optional<Path> workspace = workspace(choice, options);
    List<Mount> mounts = new ArrayList<>(ToolFolders.mounts(host));
    mounts.addAll(choice.skills());
    Needs needs =
        choice
            .provider()
            .needs(
                new Provider.Request(
                    workspace.map(host::withWorkspace).orElse(host),
                    session,
                    workspace.map(Path::toString).orElse(host.home().toString()),
                    options.prompt(),
                    choice.systemPrompt(),
                    choice.model(),
                    options.arguments(),
                    choice.imports(),
                    choice.servers(),
                    granted(choice, mounts, workspace),
                    placeholders));
    ResourceSpec limits =
        choice.resources().names().isEmpty()
            ? ResourceSpec.NONE
            : backend.limits().enforced(choice.resources());
    List<Gap> gaps = backendGaps(backend, choice.resources(), limits);
    List<Path> protectedPaths = new ArrayList<>();
    List<Path> masked = new ArrayList<>();
    workspace.ifPresent(directory -> {
      WorkspaceSurvey.Survey survey =
          WorkspaceSurvey.survey(directory, selfExecuting, host.isRoot());
      masked.addAll(survey.special());
      protectedPaths.addAll(selfExecuting.existing(directory));
      for (Path path : survey.selfExecuting()) {
        if (!protectedPaths.contains(path)) {
          protectedPaths.add(path);
        }
      }
      gaps.addAll(workspaceGaps(directory, survey));
    });
    // The provider's own routes come first: a bottle adds to them and cannot widen them silently.
    List<Route> routes = new ArrayList<>();
    List<PlannedSecret> secrets = new ArrayList<>();
    if (!options.offline()) {
      routes.addAll(needs.routes());
      routes.addAll(choice.routes());
      secrets.addAll(needs.secrets());
      secrets.addAll(choice.secrets());
    }
    Optional<CompanyProxy> company = routes.isEmpty() ? Optional.empty() : CompanyProxy.of(host);
    company.flatMap(CompanyProxy::secret).ifPresent(secrets::add);
    List<PlannedVariable> environment = environment(session, needs, choice);
    routes.replaceAll(route -> VisibleValue.permitting(route, environment));
    routes.forEach(Planner::refuseNameServersPort);
    gaps.addAll(routeGaps(routes));
    company.ifPresent(proxy ->
        gaps.add(
            new Gap(
                "egress.proxy",
                "hosts are looked up and dialled by the proxy "
                    + proxy.shown()
                    + " ("
                    + proxy.variable()
                    + "): their addresses cannot be checked here")));
    List<Integer> publish = PublishedPorts.of(options.publish(), routes);
    gaps.addAll(PublishedPorts.gaps(publish));
    refuseRequired(choice, gaps);
    mounts.addAll(needs.mounts());
    masked.addAll(HostSockets.below(shownFolders(mounts)));
    Canary canary = Canary.of(placeholders);
    List<HomeFile> homeFiles = new ArrayList<>();
    homeFiles.add(canary.file()); // first: a file that is meant to stand there replaces it
    homeFiles.addAll(needs.homeFiles());
    homeFiles.addAll(choice.homeFiles());
    GitIdentity.homeFile(host, choice.git()).ifPresent(homeFiles::add);
    List<String> notes = new ArrayList<>(needs.notes());
    notes.addAll(choice.notes());
    company.ifPresent(proxy -> notes.addAll(proxy.notes()));
    Optional<LedgerCollector> collector =
        options.export()
            ? Optional.of(LedgerCollector.of(host).outside(publish))
            : Optional.empty();
    collector.flatMap(at -> at.note(routes)).ifPresent(notes::add);
    Policy policy =
        options.offline()
            ? Policy.OFFLINE
            : new Policy(
                routes, choice.denials(), choice.limits(), company.map(CompanyProxy::proxy), false);
    choice
        .provider()
        .instructionsFile()
        .ifPresent(file ->
            homeFiles.add(
                new HomeFile(
                    file,
                    AgentNote.of(policy, secrets, workspace, publish, needs.instructions()),
                    true)));
    return new Plan(
        session,
        choice.agent(),
        choice.label(),
        choice.bottle(),
        choice.provider().name(),
        backend.name(),
        backend.rung(),
        backend.properties(),
        workspace,
        host.home(),
        needs.command(),
        environment,
        secrets,
        policy,
        mounts,
        choice.caches(),
        homeFiles,
        canary,
        needs.imports(),
        protectedPaths,
        masked,
        choice.resources(),
        limits,
        publish,
        collector,
        gaps,
        notes);
  }

  private static Provider.Granted granted(
      AgentChoice choice, List<Mount> mounts, Optional<Path> workspace) {
    Set<String> variables = new HashSet<>();
    choice.environment().forEach(variable -> variables.add(variable.name()));
    List<Path> shown = shownFolders(mounts);
    workspace.ifPresent(shown::add);
    return new Provider.Granted(new Policy(choice.routes(), choice.denials()), variables, shown);
  }

  /** The folders of the host that a bottle shows, the workspace apart. */
  private static List<Path> shownFolders(List<Mount> mounts) {
    List<Path> folders = new ArrayList<>(List.of(Path.of("/usr"), Path.of("/opt")));
    mounts.forEach(mount -> folders.add(mount.source()));
    return folders;
  }

  private void refuseStrangeHome() {
    if (host.home().getNameCount() == 0 || host.home().startsWith("/usr")) {
      throw new BottleException(
          ExitCode.BAD_WORKSPACE,
          "could not make a private home: HOME is " + host.home(),
          "set HOME to the home directory of your account");
    }
  }

  /** What the backend cannot enforce, with the bottle's own limits named if they are among it. */
  private static List<Gap> backendGaps(
      BackendFacts backend, ResourceSpec asked, ResourceSpec enforced) {
    ResourceSpec missed = asked.without(enforced);
    List<Gap> gaps = new ArrayList<>();
    for (Gap gap : backend.gaps()) {
      if (!gap.clause().equals("resources") || asked.names().isEmpty()) {
        gaps.add(gap);
      } else if (!missed.names().isEmpty()) {
        gaps.add(
            new Gap(
                "resources", "the bottle's limits (" + missed.shown() + ") are not enforced here"));
      }
    }
    return gaps;
  }

  private static void refuseNameServersPort(Route route) {
    if (route.ports().contains(NAME_SERVER_PORT)) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not let "
              + route.host()
              + " be reached on port 53 ("
              + route.origin()
              + "): the bottle's own name server stands there",
          "take 53 out of the route's \"ports\"; names of granted hosts are answered anyway");
    }
  }

  private static void refuseRequired(AgentChoice choice, List<Gap> gaps) {
    for (Gap gap : gaps) {
      if (choice.require().contains(gap.clause())) {
        throw new BottleException(
            ExitCode.NO_BACKEND,
            "could not start bottle "
                + choice.bottle()
                + ": it requires "
                + gap.clause()
                + ", but "
                + gap.why(),
            "nothing was started; take it out of \"require\" to accept the gap");
      }
    }
  }

  private Optional<Path> workspace(AgentChoice choice, StartOptions options) {
    if (!choice.provider().usesWorkspace()) {
      return Optional.empty();
    }
    Optional<String> named = options.workspace().or(choice::workspace);
    Path directory = named.map(host::resolve).orElse(host.directory());
    return Optional.of(WorkspaceRules.check(directory, host));
  }

  /** Later settings replace earlier: the terminal's, git's, the bottle's, the provider's, ours. */
  private List<PlannedVariable> environment(String session, Needs needs, AgentChoice choice) {
    Map<String, PlannedVariable> variables = new LinkedHashMap<>();
    for (List<PlannedVariable> layer :
        List.of(
            PassedEnvironment.of(host),
            GitSettings.of(choice.routes()),
            choice.environment(),
            needs.environment())) {
      layer.forEach(variable -> variables.put(variable.name(), variable));
    }
    variables.put(
        MarkedProcesses.VARIABLE, PlannedVariable.plain(MarkedProcesses.VARIABLE, session));
    return List.copyOf(variables.values());
  }

  private List<Gap> workspaceGaps(Path workspace, WorkspaceSurvey.Survey survey) {
    List<Gap> gaps = new ArrayList<>();
    gaps.add(
        new Gap(
            "workspace-new-files",
            "files that execute by themselves (git hooks, editor tasks, build wrappers) are"
                + " read-only where they exist now; ones the agent makes anew are only named when"
                + " the session ends, and below node_modules they are writable"));
    if (!survey.complete()) {
      gaps.add(
          new Gap(
              "workspace-many",
              "there are more files that execute by themselves than can be made read-only one by"
                  + " one"));
    }
    for (Path link : selfExecuting.behindLinks(workspace)) {
      gaps.add(
          new Gap(
              "workspace-links",
              Shown.line(workspace.relativize(link).toString())
                  + " executes by itself and is a symbolic link, which cannot be made read-only"));
    }
    for (Path mount : HostMounts.below(workspace)) {
      gaps.add(
          new Gap(
              "workspace-mounts",
              Shown.line(workspace.relativize(mount).toString())
                  + " is a mount of its own: "
                  + (host.isRoot()
                      ? "the bottle shows the directory it covers instead"
                      : "it is shown as the rest of the workspace is")));
    }
    if (host.isRoot()) {
      for (Path directory : survey.foreignGroups()) {
        gaps.add(
            new Gap(
                "workspace-groups",
                Shown.line(workspace.relativize(directory).toString())
                    + " is set-gid: what the agent makes in it belongs to that directory's group"
                    + " on this host"));
      }
    }
    if (Files.isRegularFile(workspace.resolve(".git"))) {
      gaps.add(
          new Gap(
              "workspace-git",
              ".git is a file that points to a repository elsewhere, which is not shown: git does"
                  + " not work inside"));
    }
    return gaps;
  }

  private static List<Gap> routeGaps(List<Route> routes) {
    List<Gap> gaps = new ArrayList<>();
    for (Route route : routes) {
      if (route.tls() == TlsMode.PASSTHROUGH) {
        gaps.add(
            new Gap("egress.unscanned", route.host() + " passes through encrypted and unscanned"));
      }
      if (!route.scan().response()) {
        gaps.add(
            new Gap(
                "egress.responses",
                "answers of " + route.host() + " are not searched for reflected secrets"));
      }
    }
    return gaps;
  }
}
