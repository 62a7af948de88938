package dev.botbottle.cli;

import dev.botbottle.launcher.session.SessionRecord;
import dev.botbottle.launcher.session.SessionStore;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code bottle cleanup}: nothing of ended sessions stays. */
final class CleanupCommand implements Command {
  @Override
  public String name() {
    return "cleanup";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name(name());
    spec.usageMessage()
        .description("Clears away what crashed sessions left; every command does so anyway.");
    return spec.addOption(
        Invocation.flag("Removes the records and ledgers of ended sessions too.", "--records"));
  }

  @Override
  public boolean reapsFirst() {
    return false; // it tells how many
  }

  @Override
  public int run(Invocation invocation) {
    List<String> reaped = Leftovers.reap(invocation);
    int forgotten = 0;
    if (invocation.flag("--records")) {
      SessionStore store = invocation.sessions();
      for (SessionRecord record : store.list()) {
        if (record.state() == SessionRecord.State.EXITED
            || record.state() == SessionRecord.State.CRASHED) {
          store.forget(record.id());
          forgotten++;
        }
      }
    }
    System.out.println(
        reaped.size()
            + " crashed sessions cleared away"
            + (invocation.flag("--records") ? ", " + forgotten + " records removed" : ""));
    return 0;
  }
}
