package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.session.ProcessIdentity;
import dev.botbottle.launcher.session.SessionRecord;
import dev.botbottle.launcher.session.SessionStore;
import dev.botbottle.policy.EgressSwitch;
import dev.botbottle.posix.Signals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code bottle stop}: ends sessions, politely first; or cuts them off from everything. */
final class StopCommand implements Command {
  private static final String EGRESS = "--egress";
  private static final String RESTORE = "--restore";
  private static final int SIGTERM = 15;
  private static final int SIGKILL = 9;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "stop";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name(name());
    spec.usageMessage().description("Ends sessions, or cuts them off from everything.");
    spec.addOption(
        Invocation.flag(
            "Cuts off instead: no connection stays, nothing leaves; the agent goes on.", EGRESS));
    spec.addOption(Invocation.flag("With " + EGRESS + ": puts back what was cut off.", RESTORE));
    return spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("SESSION")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1..*")
            .required(true)
            .description("Its id, or an unambiguous beginning of it.")
            .build());
  }

  @Override
  public int run(Invocation invocation) {
    boolean egress = invocation.flag(EGRESS);
    boolean restore = invocation.flag(RESTORE);
    if (restore && !egress) {
      throw new BottleException(
          ExitCode.USAGE,
          "could not restore anything: a session that ends does not come back",
          "bottle stop --egress SESSION --restore puts back what --egress cut off");
    }
    SessionStore store = invocation.sessions();
    List<String> ids =
        Objects.requireNonNull(invocation.options().matchedPositionalValue(0, List.of()));
    for (String id : ids) {
      SessionRecord record = store.find(id);
      if (record.state() != SessionRecord.State.RUNNING) {
        throw new BottleException(
            ExitCode.NO_SESSION,
            "could not stop "
                + record.id()
                + (record.state() == SessionRecord.State.ELSEWHERE
                    ? ": it was started in another container"
                    : ": it is not running"),
            "bottle list shows what runs here");
      }
      if (egress) {
        new EgressAnswer(store, record, new EgressSwitch(restore)).await();
        System.out.println((restore ? "put back " : "cut off ") + record.id());
      } else {
        stop(store, record);
        System.out.println("stopped " + record.id());
      }
    }
    return 0;
  }

  private static void stop(SessionStore store, SessionRecord record) {
    ProcessIdentity supervisor =
        Objects.requireNonNull(record.processes().get(SessionRecord.SUPERVISOR));
    Signals.sendExactly(supervisor.pid(), supervisor::isAlive, SIGTERM);
    Instant end = Instant.now().plus(PATIENCE);
    while (supervisor.isAlive()) {
      if (Instant.now().isAfter(end)) {
        if (store.read(record.id()).flatMap(SessionRecord::ended).isPresent()) {
          return; // the bottle is gone, and a long ledger is being sealed
        }
        // Its children die with it; the reaper does the rest.
        Signals.sendExactly(supervisor.pid(), supervisor::isAlive, SIGKILL);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
