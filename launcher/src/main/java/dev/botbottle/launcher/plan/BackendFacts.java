package dev.botbottle.launcher.plan;

import java.util.List;

/**
 * What a backend can do on this host, found out without changing anything.
 *
 * @param name the backend's name
 * @param rung the isolation it reaches here
 * @param properties what that consists of
 * @param limitsProcesses whether it enforces a limit of processes here
 * @param gaps what it cannot enforce here
 */
public record BackendFacts(
    String name, String rung, List<String> properties, boolean limitsProcesses, List<Gap> gaps) {
  public BackendFacts {
    properties = List.copyOf(properties);
    gaps = List.copyOf(gaps);
  }
}
