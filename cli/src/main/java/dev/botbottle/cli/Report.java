package dev.botbottle.cli;

import dev.botbottle.launcher.backend.RunningBottle;
import dev.botbottle.launcher.host.Shown;
import dev.botbottle.launcher.plan.Plan;
import dev.botbottle.launcher.workspace.SelfExecuting;
import dev.botbottle.launcher.workspace.WorkspaceSurvey;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

/** What the user is told when a session ends, on stderr. */
final class Report {
  private static final int NAMES = 20;

  private final Plan plan;
  private final Denials denials;
  private final Instant started;

  Report(Plan plan, Denials denials, Instant started) {
    this.plan = plan;
    this.denials = denials;
    this.started = started;
  }

  void print(RunningBottle.End end) {
    plan.workspace().ifPresent(this::namesToLookAt);
    if (denials.any() || end.cause() != RunningBottle.Cause.AGENT) {
      System.err.println("bottle: " + denials.text() + "; bottle logs " + plan.session());
    }
  }

  private void namesToLookAt(Path workspace) {
    List<Path> changed =
        WorkspaceSurvey.changedSelfExecuting(
            workspace, SelfExecuting.builtIn(), FileTime.from(started), NAMES);
    if (!changed.isEmpty()) {
      System.err.println(
          "bottle: made or changed in the session, and executed by programs of yours without being"
              + " asked; look before you use them:");
      changed.forEach(path -> System.err.println("  " + Shown.line(path.toString())));
    }
  }
}
