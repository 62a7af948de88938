package dev.botbottle.launcher.plan;

import dev.botbottle.manifest.ResourceSpec;
import java.util.List;

/**
 * What a backend can do on this host, found out without changing anything.
 *
 * @param name the backend's name
 * @param rung the isolation it reaches here
 * @param properties what that consists of
 * @param limits which limits it enforces here
 * @param gaps what it cannot enforce here
 */
public record BackendFacts(
    String name, String rung, List<String> properties, Limits limits, List<Gap> gaps) {
  /** Finds out which limits hold; asked only by a bottle that has some. */
  public interface Limits {
    /** None. */
    Limits NONE = asked -> ResourceSpec.NONE;

    /** Those of the limits asked for that are enforced. */
    ResourceSpec enforced(ResourceSpec asked);
  }

  public BackendFacts {
    properties = List.copyOf(properties);
    gaps = List.copyOf(gaps);
  }
}
