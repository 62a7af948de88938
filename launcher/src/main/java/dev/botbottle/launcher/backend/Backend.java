package dev.botbottle.launcher.backend;

import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.plan.BackendFacts;
import dev.botbottle.launcher.session.SessionStore;

/** Where bottles run. */
public interface Backend {
  /** The word a user and a manifest name it by. */
  String name();

  /**
   * What it can do here, found out without changing anything.
   *
   * @throws dev.botbottle.launcher.host.BottleException when it cannot run here, with the remedy
   */
  BackendFacts facts(Host host);

  /**
   * Begins what every launch needs while the plan is still being made: processes that hold no
   * secret and let nothing out. Returns at once.
   */
  Preparation prepare(Host host, SessionStore store);

  /**
   * Carries out a plan with what was prepared; returns once the agent runs. Whatever it sends waits
   * until the gateway has read its policy; a gateway that never does lets nothing out. On failure
   * nothing is left behind.
   *
   * @throws dev.botbottle.launcher.host.BottleException when it cannot
   */
  RunningBottle launch(Launch launch, Preparation preparation);
}
