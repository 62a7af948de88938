package dev.botbottle.launcher.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Symbolic links by which programs of the user's obey files of a workspace: people keep a shell's,
 * an editor's or Claude Code's files in a folder of their own and link to them from the home, so
 * that who writes in that folder acts outside any bottle.
 */
final class ObeyedLinks {
  /** Folders of the home whose entries programs obey, whatever their names. */
  private static final List<String> FOLDERS =
      List.of(
          ".config",
          ".claude",
          ".claude/agents",
          ".claude/commands",
          ".claude/hooks",
          ".claude/rules",
          ".claude/skills");

  private ObeyedLinks() {}

  /**
   * The first link of a home that leads into a directory, or from one of those folders to something
   * that contains it.
   *
   * @param workspace without links on its path
   */
  static Optional<Path> into(Path workspace, Path home) {
    for (Path link : links(home, true)) {
      if (target(home, link).startsWith(workspace)) {
        return Optional.of(link);
      }
    }
    for (String name : FOLDERS) {
      Path folder = home.resolve(name);
      for (Path link : links(folder, false)) {
        Path target = target(folder, link);
        if (target.startsWith(workspace) || workspace.startsWith(target)) {
          return Optional.of(link);
        }
      }
    }
    return Optional.empty();
  }

  /** The links directly in a folder; a plain listing, because every start makes it. */
  private static List<Path> links(Path folder, boolean hiddenOnly) {
    String[] names = folder.toFile().list();
    List<Path> links = new ArrayList<>();
    if (names != null) {
      for (String name : names) {
        if (!hiddenOnly || name.startsWith(".")) {
          Path entry = folder.resolve(name);
          if (Files.isSymbolicLink(entry)) {
            links.add(entry);
          }
        }
      }
    }
    return links;
  }

  /** Where a link leads, also to what is not there yet: an agent could make it. */
  private static Path target(Path folder, Path link) {
    try {
      return link.toRealPath();
    } catch (IOException e) {
      try {
        return folder.toRealPath().resolve(Files.readSymbolicLink(link)).normalize();
      } catch (IOException gone) {
        return link;
      }
    }
  }
}
