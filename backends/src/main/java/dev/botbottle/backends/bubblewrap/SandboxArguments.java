package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.grant.Mount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * bubblewrap's options for an agent's sandbox, built without side effects so that tests read them
 * and control tests leave one out. They travel through a descriptor ({@code --args}), not on argv.
 */
public final class SandboxArguments {
  private static final List<String> SYSTEM =
      List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

  private SandboxArguments() {}

  static List<String> of(SandboxLayout layout) {
    List<String> args = new ArrayList<>();
    add(args, "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts");
    add(args, "--unshare-cgroup-try", "--disable-userns");
    add(args, "--uid", "1000", "--gid", "1000", "--hostname", "bottle");
    add(args, "--die-with-parent", "--cap-drop", "ALL");
    system(args);
    add(args, "--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys", "--dev", "/dev");
    add(args, "--bind", layout.temporary().toString(), "/tmp");
    add(args, "--dir", "/run", "--dir", "/var", "--symlink", "/tmp", "/var/tmp");
    add(args, "--symlink", "/run", "/var/run");
    layout.etc().forEach(mount -> mount(args, mount));
    add(args, "--bind", layout.homeSource().toString(), layout.home().toString());
    List<Mount> mounts = new ArrayList<>(layout.mounts());
    mounts.sort((one, other) -> one.target().getNameCount() - other.target().getNameCount());
    mounts.forEach(mount -> mount(args, mount));
    // Behind home and tools: a JDK may be below either, and its roots must be replaced too.
    layout.trust().forEach(mount -> mount(args, mount));
    workspace(args, layout);
    masks(args, layout);
    add(args, "--remount-ro", "/");
    add(args, "--chdir", layout.workspace().orElse(layout.home()).toString());
    return args;
  }

  private static void system(List<String> args) {
    add(args, "--ro-bind", "/usr", "/usr");
    for (String name : SYSTEM) {
      Path path = Path.of(name);
      if (Files.isSymbolicLink(path)) {
        try {
          add(args, "--symlink", Files.readSymbolicLink(path).toString(), name);
        } catch (IOException e) {
          add(args, "--ro-bind-try", name, name);
        }
      } else if (Files.isDirectory(path)) {
        add(args, "--ro-bind", name, name);
      }
    }
    if (Files.isDirectory(Path.of("/opt"), LinkOption.NOFOLLOW_LINKS)) {
      add(args, "--ro-bind", "/opt", "/opt");
    }
  }

  private static void workspace(List<String> args, SandboxLayout layout) {
    if (layout.workspace().isEmpty() || layout.workspaceSource().isEmpty()) {
      return;
    }
    Path inside = layout.workspace().get();
    Path source = layout.workspaceSource().get();
    add(args, "--bind", source.toString(), inside.toString());
    for (Path path : layout.mounts(inside).anchors()) {
      add(args, "--bind", at(source, inside, path).toString(), path.toString());
    }
    for (Path path : layout.protectedPaths()) {
      add(args, "--ro-bind", at(source, inside, path).toString(), path.toString());
    }
  }

  private static void masks(List<String> args, SandboxLayout layout) {
    for (Path path : layout.maskedFiles()) {
      add(args, "--ro-bind", layout.emptyFile().toString(), path.toString());
    }
    for (Path path : layout.maskedDirectories()) {
      add(args, "--ro-bind", layout.emptyDirectory().toString(), path.toString());
    }
  }

  private static Path at(Path source, Path inside, Path path) {
    return source.resolve(inside.relativize(path).toString());
  }

  private static void mount(List<String> args, Mount mount) {
    add(
        args,
        mount.writable() ? "--bind" : "--ro-bind",
        mount.source().toString(),
        mount.target().toString());
  }

  private static void add(List<String> args, String... words) {
    args.addAll(List.of(words));
  }

  /** As {@code --args} reads them: each followed by a zero byte. */
  static byte[] encoded(List<String> args) {
    StringBuilder text = new StringBuilder();
    for (String arg : args) {
      if (arg.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a zero byte in an option");
      }
      text.append(arg).append('\0');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
