package dev.botbottle.backends.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a workspace was before the agent ran, as far as it may have to be put back. To be taken while
 * the agent still waits: what it writes in its first moment is not to be taken for the user's.
 *
 * @param configurations the settings of its repositories
 * @param unreadable those that could not be read
 * @param redirection where git would look for configuration elsewhere
 * @param redirected whether it did already
 */
record WorkspaceMemory(
    Map<Path, GitConfiguration> configurations,
    List<Path> unreadable,
    Path redirection,
    boolean redirected) {
  static WorkspaceMemory of(WorkspaceMounts expected) {
    Map<Path, GitConfiguration> configurations = new HashMap<>();
    List<Path> unreadable = new ArrayList<>();
    for (Path path : expected.protectedPaths()) {
      if (path.endsWith(".git/config")) {
        try {
          configurations.put(path, GitConfiguration.remember(path));
        } catch (IOException e) {
          unreadable.add(path);
        }
      }
    }
    Path redirection = expected.workspace().resolve(".git/commondir");
    return new WorkspaceMemory(
        configurations,
        unreadable,
        redirection,
        Files.exists(redirection, LinkOption.NOFOLLOW_LINKS));
  }
}
