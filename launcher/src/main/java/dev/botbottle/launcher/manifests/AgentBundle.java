package dev.botbottle.launcher.manifests;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.InheritedEnvironment;
import dev.botbottle.launcher.host.Shown;
import dev.botbottle.launcher.host.Trees;
import dev.botbottle.launcher.host.UserProgram;
import dev.botbottle.launcher.host.Why;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Agent files to be added, from a file, a folder or a commit of a repository. Nothing of them is
 * run: of a repository only the objects of that one commit are fetched, into a bare repository
 * without its hooks, filters or configuration, and read from there.
 */
public final class AgentBundle {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MOST = 64;

  /** Where agents lie in a folder or repository. */
  private static final List<String> FOLDERS =
      List.of("", "agents/", ".bot-bottle/agents/", ".claude/agents/");

  private final Host host;
  private final List<String> protocols;

  /** From places this user may name. */
  public AgentBundle(Host host) {
    this(host, List.of("https", "ssh"));
  }

  AgentBundle(Host host, List<String> protocols) {
    this.host = host;
    this.protocols = List.copyOf(protocols);
  }

  /** The agent files at a place, by their names without folders. */
  public SortedMap<String, byte[]> read(String place) {
    int at = place.lastIndexOf('@');
    boolean remote = place.contains("://") || (at > 0 && place.indexOf(':') > place.indexOf('@'));
    SortedMap<String, byte[]> found;
    if (remote) {
      String commit = place.substring(at + 1);
      if (at < 0 || !isCommit(commit)) {
        throw new BottleException(
            ExitCode.USAGE,
            "could not add " + Shown.line(place) + ": it names no commit",
            "write URL@COMMIT with all 40 digits: what a branch holds may change");
      }
      found = fetched(place.substring(0, at), commit);
    } else {
      Path path = host.directory().resolve(place);
      found = Files.isDirectory(path) ? folder(path) : file(path);
    }
    if (found.isEmpty()) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not find an agent in " + Shown.line(place),
          "agents are *.md files with keys at their head, in the folder itself, agents,"
              + " .bot-bottle/agents or .claude/agents");
    }
    return found;
  }

  private static boolean isCommit(String text) {
    if (text.length() != 40) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static SortedMap<String, byte[]> file(Path path) {
    SortedMap<String, byte[]> found = new TreeMap<>();
    Path name = path.getFileName();
    if (name == null || !Files.isRegularFile(path)) {
      throw new BottleException(
          ExitCode.USAGE, "could not find " + Shown.line(path.toString()), "name a file or folder");
    }
    found.put(name.toString(), UserManifest.content(path));
    return found;
  }

  private static SortedMap<String, byte[]> folder(Path path) {
    SortedMap<String, byte[]> found = new TreeMap<>();
    try {
      Path real = path.toRealPath();
      ProjectFiles files = new ProjectFiles(real);
      for (String folder : FOLDERS) {
        Path place = real.resolve(folder);
        if (Files.isDirectory(place)) {
          try (var entries = Files.newDirectoryStream(place, "*.md")) {
            for (Path entry : entries) {
              String name = entry.getFileName().toString();
              if (isAgent(name)) {
                files.find(folder + name).ifPresent(content -> found.putIfAbsent(name, content));
              }
            }
          }
        }
      }
      return found;
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not read " + path + ": " + Why.of(e),
          "check who may read it",
          e);
    }
  }

  /** Repositories have other Markdown files beside their agents. */
  private static boolean isAgent(String name) {
    return name.endsWith(".md") && !name.equals("README.md") && !name.equals("CHANGELOG.md");
  }

  private SortedMap<String, byte[]> fetched(String url, String commit) {
    if (url.startsWith("-")) {
      throw new BottleException(ExitCode.USAGE, "could not add " + Shown.line(url), "name a URL");
    }
    Path place = null;
    try {
      place = Files.createTempDirectory("bottle");
      Path repository = place.resolve("r");
      git(place, List.of("init", "--quiet", "--bare", "--template=", repository.toString()));
      List<String> in = List.of("--git-dir=" + repository);
      git(place, with(in, "fetch", "--quiet", "--depth=1", "--no-tags", "--", url, commit));
      SortedMap<String, byte[]> found = new TreeMap<>();
      for (String folder : FOLDERS) {
        byte[] listing =
            git(place, with(in, "ls-tree", "-z", commit, "--", folder.isEmpty() ? "." : folder));
        for (String entry : new String(listing, StandardCharsets.UTF_8).split("\0", -1)) {
          // MODE blob OBJECT<tab>PATH (git-ls-tree(1)); links have the mode 120000
          String[] parts = entry.split("[ \t]", 4);
          if (parts.length == 4 && parts[0].startsWith("100") && parts[1].equals("blob")) {
            String name = parts[3].substring(parts[3].lastIndexOf('/') + 1);
            if (isAgent(name) && found.size() < MOST) {
              found.putIfAbsent(name, git(place, with(in, "cat-file", "blob", parts[2])));
            }
          }
        }
      }
      return found;
    } catch (IOException e) {
      throw failure(url, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(url, "it was interrupted");
    } finally {
      if (place != null) {
        Trees.remove(place);
      }
    }
  }

  private static List<String> with(List<String> before, String... words) {
    List<String> all = new ArrayList<>(before);
    all.addAll(List.of(words));
    return all;
  }

  /** Runs git in an empty directory, without hooks, and with the protocols allowed here only. */
  private byte[] git(Path directory, List<String> words) throws IOException, InterruptedException {
    Path program = host.findSystem("git").orElseThrow(() -> failure("git", "git is not installed"));
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "-c",
                "core.hooksPath=/dev/null",
                "-c",
                "protocol.allow=never"));
    for (String protocol : protocols) {
      command.addAll(List.of("-c", "protocol." + protocol + ".allow=always"));
    }
    command.addAll(words);
    UserProgram.Answer answer =
        UserProgram.ask(
            command,
            directory,
            InheritedEnvironment.WITHOUT_SECRETS,
            ProcessBuilder.Redirect.INHERIT,
            PATIENCE);
    if (answer.exit() != 0) {
      throw failure(words.getLast(), "git ended with exit code " + answer.exit());
    }
    return answer.output();
  }

  private static BottleException failure(String what, String why) {
    return new BottleException(
        ExitCode.MANIFEST,
        "could not fetch " + Shown.line(what) + ": " + why,
        "check the address and the commit; only https and ssh are used");
  }
}
