package dev.botbottle.launcher.manifests;

import dev.botbottle.launcher.host.Shown;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What becomes of a project's agents that have the name of another. */
public final class ShadowedAgents {
  private ShadowedAgents() {}

  /**
   * A sentence for each of them.
   *
   * @param users the manifests of the user who is to approve it
   * @param builtIn the names of the built-in agents
   */
  public static List<String> of(
      ProjectManifest project, Manifests users, Collection<String> builtIn) {
    List<String> sentences = new ArrayList<>();
    for (String name : project.manifest().agents().keySet()) {
      String agent = "agent " + Shown.line(name);
      if (users.userAgent(name).isPresent()) {
        sentences.add(agent + " will not be used: you have one of this name, and yours is started");
      } else if (builtIn.contains(name)) {
        sentences.add(agent + " will not be used: the built-in one of this name is started");
      } else if (users.libraryAgent(name).isPresent()) {
        sentences.add(agent + " will be started here in the place of the library's");
      }
    }
    return sentences;
  }
}
