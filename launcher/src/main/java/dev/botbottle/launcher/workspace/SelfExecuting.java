package dev.botbottle.launcher.workspace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The names in a workspace that execute by themselves: a program of the user's runs or obeys them
 * without being asked, so an agent that writes one acts outside its bottle later.
 */
public final class SelfExecuting {
  private final List<String> names;

  private SelfExecuting(List<String> names) {
    this.names = List.copyOf(names);
  }

  /** The list that ships with the product. */
  public static SelfExecuting builtIn() {
    List<String> names = new ArrayList<>();
    try (InputStream in =
            Objects.requireNonNull(
                SelfExecuting.class.getResourceAsStream("self-executing.txt"),
                "self-executing.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          names.add(line.strip());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SelfExecuting(names);
  }

  /** The relative names. */
  public List<String> names() {
    return names;
  }

  /**
   * Those that exist, can be mounted over and are reached without a symbolic link, absolute, each
   * once.
   */
  public List<Path> existing(Path workspace) {
    List<Path> found = new ArrayList<>();
    for (String name : names) {
      Path path = workspace.resolve(name);
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && linkBetween(workspace, path) == null) {
        found.add(path);
      }
    }
    Path git = workspace.resolve(".git");
    if (Files.isRegularFile(git, LinkOption.NOFOLLOW_LINKS)) {
      found.add(git); // a linked work tree or a submodule: the file names the repository
    }
    return found;
  }

  /** Those that are, or are reached through, a symbolic link, and so cannot be protected. */
  public List<Path> behindLinks(Path workspace) {
    List<Path> found = new ArrayList<>();
    for (String name : names) {
      Path link = linkBetween(workspace, workspace.resolve(name));
      if (link != null && !found.contains(link)) {
        found.add(link);
      }
    }
    return found;
  }

  private static @org.jspecify.annotations.Nullable Path linkBetween(Path workspace, Path path) {
    Path current = workspace;
    for (Path part : workspace.relativize(path)) {
      current = current.resolve(part);
      if (Files.isSymbolicLink(current)) {
        return current;
      }
    }
    return null;
  }

  /**
   * Whether a path is one of the names, at any depth, or the configuration or hooks of a submodule
   * or linked work tree, which git keeps below {@code .git/modules} and {@code .git/worktrees}.
   */
  boolean isOne(Path relative) {
    String text = relative.toString();
    for (String name : names) {
      if (text.equals(name) || text.endsWith("/" + name)) {
        return true;
      }
    }
    boolean inner =
        (text.startsWith(".git/") || text.contains("/.git/"))
            && (text.contains("/.git/modules/")
                || text.startsWith(".git/modules/")
                || text.contains("/.git/worktrees/")
                || text.startsWith(".git/worktrees/"));
    return inner
        && (relative.endsWith("config")
            || relative.endsWith("config.worktree")
            || relative.endsWith("hooks")
            || relative.endsWith("commondir"));
  }

  /** Whether a path is one of the names or lies below one. */
  boolean matches(Path relative) {
    for (Path up = relative; up != null; up = up.getParent()) {
      if (isOne(up)) {
        return true;
      }
    }
    return false;
  }
}
