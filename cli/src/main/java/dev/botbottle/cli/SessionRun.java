package dev.botbottle.cli;

import dev.botbottle.launcher.backend.Backend;
import dev.botbottle.launcher.backend.Launch;
import dev.botbottle.launcher.backend.Preparation;
import dev.botbottle.launcher.backend.RunningBottle;
import dev.botbottle.launcher.grant.PlannedSecret;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.Shown;
import dev.botbottle.launcher.plan.LoginWatch;
import dev.botbottle.launcher.plan.Plan;
import dev.botbottle.launcher.plan.PlanText;
import dev.botbottle.launcher.plan.SecretReader;
import dev.botbottle.launcher.plan.VisibleValue;
import dev.botbottle.launcher.session.EgressRequest;
import dev.botbottle.launcher.session.ProcessIdentity;
import dev.botbottle.launcher.session.SessionDirectory;
import dev.botbottle.launcher.session.SessionRecord;
import dev.botbottle.launcher.session.SessionStore;
import dev.botbottle.policy.EgressSwitch;
import dev.botbottle.policy.SecretRenewal;
import dev.botbottle.policy.SessionOrder;
import dev.botbottle.posix.Terminal;
import dev.botbottle.scan.KnownSecret;
import dev.botbottle.scan.Secret;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** One session in the foreground, from the launch to the report. This process is its supervisor. */
final class SessionRun {
  /** How soon a renewed login is taken up: an agent that is turned away tries again. */
  private static final long LOGIN_INTERVAL_NANOS = 1_000_000_000;

  /** How soon a user who cuts a session off is obeyed. */
  private static final long EGRESS_INTERVAL_NANOS = 100_000_000;

  private final Host host;
  private final SessionStore store;
  private final Backend backend;
  private final Preparation preparation;
  private final Plan plan;
  private final Runnable afterwards;
  private SessionRecord record; // guarded by this

  /**
   * A session that has not begun.
   *
   * @param afterwards what else has to be undone before this process may end
   */
  SessionRun(
      Host host,
      SessionStore store,
      Backend backend,
      Preparation preparation,
      Plan plan,
      Runnable afterwards) {
    this.host = host;
    this.store = store;
    this.backend = backend;
    this.preparation = preparation;
    this.plan = plan;
    this.afterwards = afterwards;
    this.record = plan.record(Instant.now(), ProcessIdentity.current());
  }

  /** Runs it to its end; returns the exit code of the command. */
  int run() {
    Map<String, Secret> secrets = new HashMap<>();
    Map<String, String> given = new HashMap<>();
    List<KnownSecret> known = new ArrayList<>();
    readSecrets(secrets, given, known);
    Optional<Telemetry> telemetry = plan.collector().map(to -> Telemetry.of(to, host));
    preparation.publish(plan.publish());
    SessionDirectory directory = preparation.directory(record);
    // From here on a signal ends the session the orderly way instead of this process.
    SessionSignals signals = SessionSignals.install();
    Launch launch =
        new Launch(
            plan,
            host,
            directory,
            () -> order(secrets, known),
            given,
            Terminal.isTerminal(0) && Terminal.isTerminal(1),
            this::remember);
    RunningBottle.End end;
    try (RunningBottle bottle = launched(launch, directory)) {
      signals.watch(bottle);
      keepLogins(bottle, secrets);
      obeyCuts(bottle, new EgressRequest(directory));
      telemetry.ifPresent(export -> export.start(directory, record()));
      end = bottle.await();
    } finally {
      secrets.values().forEach(Secret::clear);
    }
    int code = ended(end, directory, telemetry, signals);
    afterwards.run();
    signals.ended(code);
    return code;
  }

  /** Takes up a login that its program renews during the session. */
  private void keepLogins(RunningBottle bottle, Map<String, Secret> secrets) {
    for (PlannedSecret secret : plan.secrets()) {
      Secret value = secrets.get(secret.name());
      if (secret.source() instanceof SecretOrigin.JsonField login && value != null) {
        LoginWatch watch =
            new LoginWatch(secret.name(), login, new SecretReader(host, Question::secret), value);
        Thread.ofPlatform().daemon().name("login").start(() -> keepLogin(bottle, watch));
      }
    }
  }

  /** Ends with this process; a bottle that has ended takes nothing any more. */
  private static void keepLogin(RunningBottle bottle, LoginWatch watch) {
    while (true) {
      LockSupport.parkNanos(LOGIN_INTERVAL_NANOS);
      Optional<SecretRenewal> renewal = watch.look();
      if (renewal.isPresent()) {
        bottle.tell(renewal.get());
        renewal.get().value().clear();
      }
    }
  }

  /** Does what {@code bottle stop --egress} asks for, from another terminal. */
  private void obeyCuts(RunningBottle bottle, EgressRequest request) {
    Thread.ofPlatform()
        .daemon()
        .name("egress")
        .start(() -> {
          while (true) { // ends with this process
            Optional<EgressSwitch> wanted = request.look();
            if (wanted.isPresent()) {
              bottle.tell(wanted.get());
              try {
                remember(wanted.get());
              } catch (UncheckedIOException e) {
                // A full disk, say: who asked is told that no answer came, and the next is obeyed.
              }
            }
            LockSupport.parkNanos(EGRESS_INTERVAL_NANOS);
          }
        });
  }

  private RunningBottle launched(Launch launch, SessionDirectory directory) {
    try {
      return backend.launch(launch, preparation);
    } catch (UncheckedIOException e) {
      BottleException told =
          new BottleException(
              ExitCode.LAUNCH,
              "could not write the session's files: " + e.getMessage(),
              "check that the disk below " + directory.path() + " is not full",
              e);
      failed(told.exit(), directory);
      throw told;
    } catch (RuntimeException e) {
      failed(e instanceof BottleException told ? told.exit() : ExitCode.INTERNAL, directory);
      throw e;
    }
  }

  private void failed(ExitCode exit, SessionDirectory directory) {
    try {
      finish("bottle", exit.code());
    } catch (UncheckedIOException e) {
      // Its record cannot be written; what went wrong first is told, and the next command reaps.
    } finally {
      directory.removeTransient();
    }
  }

  private void readSecrets(
      Map<String, Secret> secrets, Map<String, String> given, List<KnownSecret> known) {
    SecretReader reader = new SecretReader(withholding(), Question::secret);
    for (PlannedSecret secret : plan.secrets()) {
      secrets.put(secret.name(), reader.read(secret.name(), secret.source()));
    }
    for (PlannedVariable variable : plan.environment()) {
      Optional<KnownSecret> found =
          variable
              .value()
              .match(
                  plain -> Optional.empty(),
                  written ->
                      VisibleValue.known(
                          variable.name(), written.hosts(), Secret.of(written.text())),
                  value -> {
                    Secret read = reader.read(variable.name(), value.origin());
                    given.put(variable.name(), read.revealText());
                    return VisibleValue.known(variable.name(), value.hosts(), read);
                  });
      found.ifPresent(known::add);
    }
    known.add(plan.canary().known());
  }

  /**
   * The host, whose programs that fetch one secret do not see the others, and are none that the
   * agent may have written.
   */
  private Host withholding() {
    Set<String> names = new HashSet<>();
    for (PlannedSecret secret : plan.secrets()) {
      if (secret.source() instanceof SecretOrigin.Variable variable) {
        names.add(variable.name());
      }
    }
    return plan.workspace().map(host::withWorkspace).orElse(host).withSecretVariables(names);
  }

  private SessionOrder order(Map<String, Secret> secrets, List<KnownSecret> known) {
    return new SessionOrder(
        plan.session(),
        preparation.authority(),
        plan.policy(),
        secrets,
        known,
        PlanText.help(plan).lines().toList());
  }

  private synchronized void remember(String role, ProcessIdentity process) {
    record = record.with(role, process);
    store.write(record);
  }

  private synchronized SessionRecord record() {
    return record;
  }

  private synchronized void remember(EgressSwitch done) {
    if (record.ended().isEmpty()) {
      record = record.cut(!done.open());
      store.write(record);
    }
  }

  private synchronized void finish(String by, int code) {
    record = record.ended(Instant.now(), by, code);
    store.write(record);
    store.settled(record.id());
  }

  private synchronized void rememberSealed() {
    record = record.sealed();
    store.write(record);
  }

  private int ended(
      RunningBottle.End end,
      SessionDirectory directory,
      Optional<Telemetry> telemetry,
      SessionSignals signals) {
    int code =
        switch (end.cause()) {
          case AGENT, SANDBOX_LOST -> end.exit();
          case GATEWAY_LOST -> ExitCode.GATEWAY_LOST.code();
          case HOLDER_LOST -> ExitCode.HOLDER_LOST.code();
          case PROTECTION_LOST -> ExitCode.PROTECTION_LOST.code();
        };
    finish(end.cause() == RunningBottle.Cause.AGENT ? "agent" : "bottle", code);
    signals.settled();
    Denials denials = new Denials();
    if (Sealing.seal(host, plan.session(), directory, denials, signals::hurried)) {
      rememberSealed();
    }
    telemetry.ifPresent(export -> export.finish(plan.session()));
    end.reports().forEach(line -> System.err.println("bottle: " + Shown.line(line)));
    new Report(plan, denials, record.started()).print(end);
    switch (end.cause()) {
      case AGENT -> {}
      case GATEWAY_LOST ->
          System.err.println(
              "bottle: the gateway ended before the agent, which then had no way out; the session"
                  + " was ended");
      case HOLDER_LOST ->
          System.err.println(
              "bottle: the process that holds the bottle's network ended before the agent; the"
                  + " session was ended");
      case SANDBOX_LOST ->
          System.err.println("bottle: the sandbox was killed from outside; the session was ended");
      case PROTECTION_LOST ->
          System.err.println(
              "bottle: a protection of the workspace was lost and could not be put back; the"
                  + " session was ended");
    }
    return code;
  }
}
