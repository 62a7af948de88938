package dev.botbottle.backends.bubblewrap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * bubblewrap's options for the gateway: the host's network, its own runtime, the trust store and
 * what name resolution reads; no other file of the host, no process, no capability.
 */
final class GatewayArguments {
  private static final List<String> RESOLUTION =
      List.of(
          "/etc/resolv.conf",
          "/etc/hosts",
          "/etc/nsswitch.conf",
          "/etc/host.conf",
          "/etc/gai.conf",
          "/etc/ld.so.cache",
          "/etc/localtime");
  private static final List<String> LIBRARIES =
      List.of("/lib", "/lib64", "/lib32", "/usr/lib", "/usr/lib64");

  private GatewayArguments() {}

  static List<String> of(Path runtime, Optional<Path> bundle) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts"));
    args.addAll(List.of("--unshare-cgroup-try", "--disable-userns"));
    args.addAll(List.of("--uid", "65534", "--gid", "65534", "--hostname", "gateway"));
    args.addAll(List.of("--die-with-parent", "--cap-drop", "ALL"));
    // Alone in its process namespace: bubblewrap's own first process has no filter of system calls,
    // and whoever has the same id writes to its memory through /proc.
    args.add("--as-pid-1");
    for (String name : LIBRARIES) {
      Path path = Path.of(name);
      if (Files.isSymbolicLink(path)) {
        args.addAll(List.of("--symlink", link(path), name));
      } else if (Files.isDirectory(path)) {
        args.addAll(List.of("--ro-bind", name, name));
      }
    }
    for (String name : RESOLUTION) {
      args.addAll(List.of("--ro-bind-try", name, name));
    }
    bundle.ifPresent(
        path -> args.addAll(List.of("--ro-bind", path.toString(), "/bottle/roots.pem")));
    args.addAll(List.of("--ro-bind", runtime.toString(), "/bottle/runtime"));
    args.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--dir", "/tmp"));
    args.addAll(List.of("--remount-ro", "/", "--chdir", "/"));
    return args;
  }

  private static String link(Path path) {
    try {
      return Files.readSymbolicLink(path).toString();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
