package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.CachedFolder;
import dev.botbottle.launcher.grant.HomeFile;
import dev.botbottle.launcher.grant.Imported;
import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.grant.PlannedSecret;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.session.ProcessIdentity;
import dev.botbottle.launcher.session.SessionRecord;
import dev.botbottle.manifest.ResourceSpec;
import dev.botbottle.policy.Policy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a launch will do, decided: launching decides nothing more.
 *
 * @param session the id the session will have
 * @param agent the agent's name
 * @param label what the user calls the session
 * @param bottle the bottle's name
 * @param provider the agent program's adapter
 * @param backend where it runs
 * @param rung the isolation reached
 * @param properties what that isolation consists of
 * @param workspace the user's directory, shown at its own path; empty for an agent that brings none
 * @param home the path of the private home inside
 * @param command the agent's program and arguments
 * @param environment what the agent sees
 * @param secrets what the gateway injects, by reference
 * @param policy what may leave, with this session's placeholders
 * @param mounts what else of the host is shown
 * @param caches folders of the host shown below a layer of the session's own
 * @param homeFiles what is put into the private home
 * @param canary what is planted in one of these files
 * @param imports what of the user's own configuration comes along
 * @param protectedPaths files and directories of the workspace that execute by themselves: shown
 *     read-only
 * @param maskedPaths sockets, pipes and devices of the workspace: hidden
 * @param resources the limits the bottle asks for
 * @param limits those of them that are enforced
 * @param publish ports inside that are reached from the same port of the host's loopback
 * @param collector where the ledger is sent as well
 * @param gaps what cannot be enforced here
 * @param notes what the user should know besides
 */
public record Plan(
    String session,
    String agent,
    Optional<String> label,
    String bottle,
    String provider,
    String backend,
    String rung,
    List<String> properties,
    Optional<Path> workspace,
    Path home,
    List<String> command,
    List<PlannedVariable> environment,
    List<PlannedSecret> secrets,
    Policy policy,
    List<Mount> mounts,
    List<CachedFolder> caches,
    List<HomeFile> homeFiles,
    Canary canary,
    List<Imported> imports,
    List<Path> protectedPaths,
    List<Path> maskedPaths,
    ResourceSpec resources,
    ResourceSpec limits,
    List<Integer> publish,
    Optional<LedgerCollector> collector,
    List<Gap> gaps,
    List<String> notes) {
  public Plan {
    properties = List.copyOf(properties);
    command = List.copyOf(command);
    environment = List.copyOf(environment);
    secrets = List.copyOf(secrets);
    mounts = List.copyOf(mounts);
    caches = List.copyOf(caches);
    homeFiles = List.copyOf(homeFiles);
    imports = List.copyOf(imports);
    protectedPaths = List.copyOf(protectedPaths);
    maskedPaths = List.copyOf(maskedPaths);
    publish = List.copyOf(publish);
    gaps = List.copyOf(gaps);
    notes = List.copyOf(notes);
  }

  /**
   * The first record of a session by this plan.
   *
   * @param supervisor the process that owns the session
   */
  public SessionRecord record(Instant started, ProcessIdentity supervisor) {
    return new SessionRecord(
        session,
        agent,
        bottle,
        backend,
        rung,
        workspace.map(Path::toString).orElse(""),
        started,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        label.orElse(""),
        false,
        false,
        Map.of(SessionRecord.SUPERVISOR, supervisor));
  }
}
