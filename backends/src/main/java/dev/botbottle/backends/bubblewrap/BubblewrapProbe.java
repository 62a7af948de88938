package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.posix.Child;
import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.Spawn;
import dev.botbottle.posix.SystemCallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether this host can make bottles, and what to do when it cannot. */
final class BubblewrapProbe {
  /** The first with {@code --disable-userns}. */
  static final String MINIMUM = "0.8.0";

  private static final Path SYSCTL = Path.of("/proc/sys");

  private BubblewrapProbe() {}

  /**
   * The programs a launch starts.
   *
   * @param bubblewrap bwrap
   * @param enter util-linux' nsenter
   * @param setIds util-linux' setpriv; empty unless root runs the launcher
   */
  record Programs(Path bubblewrap, Path enter, Optional<Path> setIds) {}

  static Programs programs(Host host) {
    return programs(host, host.findSystem("bwrap"));
  }

  static Programs programs(Host host, Optional<Path> found) {
    Path bubblewrap =
        found.orElseThrow(() ->
            new BottleException(
                ExitCode.NO_BACKEND,
                "could not make a bottle: bubblewrap is not installed",
                installLine(host)));
    Path enter = required(host, "nsenter");
    Optional<Path> setIds =
        host.isRoot() ? Optional.of(required(host, "setpriv")) : Optional.empty();
    return new Programs(bubblewrap, enter, setIds);
  }

  /** What takes a process to find out: refuses a bubblewrap that is too old, and settings. */
  static void check(Programs programs) {
    checkVersion(programs.bubblewrap());
    checkSettings();
  }

  private static Path required(Host host, String program) {
    return host.findSystem(program)
        .orElseThrow(() ->
            new BottleException(
                ExitCode.NO_BACKEND,
                "could not make a bottle: " + program + " is not installed",
                "install the package util-linux"));
  }

  private static String installLine(Host host) {
    for (List<String> client :
        List.of(
            List.of("apt-get", "apt-get install bubblewrap"),
            List.of("dnf", "dnf install bubblewrap"),
            List.of("zypper", "zypper install bubblewrap"),
            List.of("pacman", "pacman -S bubblewrap"),
            List.of("apk", "apk add bubblewrap"))) {
      if (host.find(client.getFirst()).isPresent()) {
        return (host.isRoot() ? "run: " : "run: sudo ") + client.get(1);
      }
    }
    return "install bubblewrap " + MINIMUM + " or later";
  }

  private static void checkVersion(Path bubblewrap) {
    String text = output(List.of(bubblewrap.toString(), "--version"), 1).strip();
    String version = text.substring(text.lastIndexOf(' ') + 1);
    if (!atLeast(version, MINIMUM)) {
      throw new BottleException(
          ExitCode.NO_BACKEND,
          "could not make a bottle: this is bubblewrap " + version,
          MINIMUM + " or later is needed, which can forbid nested user namespaces");
    }
  }

  static boolean atLeast(String version, String minimum) {
    String[] have = version.split("\\.", -1);
    String[] want = minimum.split("\\.", -1);
    for (int i = 0; i < want.length; i++) {
      int difference = (i < have.length ? number(have[i]) : 0) - number(want[i]);
      if (difference != 0) {
        return difference > 0;
      }
    }
    return true;
  }

  private static int number(String text) {
    int value = 0;
    for (int i = 0; i < text.length() && Character.isDigit(text.charAt(i)); i++) {
      value = value * 10 + (text.charAt(i) - '0');
    }
    return value;
  }

  private static void checkSettings() {
    if (setting("kernel/unprivileged_userns_clone").equals("0")) {
      throw new BottleException(
          ExitCode.NO_BACKEND,
          "could not make a bottle: this kernel forbids user namespaces to ordinary users",
          "run: sudo sysctl -w kernel.unprivileged_userns_clone=1");
    }
    if (setting("user/max_user_namespaces").equals("0")) {
      throw new BottleException(
          ExitCode.NO_BACKEND,
          "could not make a bottle: this system allows no user namespaces at all",
          "run: sudo sysctl -w user.max_user_namespaces=10000");
    }
  }

  /**
   * Why a namespace could not be made although the settings allow it: Ubuntu's AppArmor rule, a
   * container's own filter, or whatever bubblewrap said.
   */
  static BottleException refused(String said) {
    if (setting("kernel/apparmor_restrict_unprivileged_userns").equals("1") && !hasProfile()) {
      return new BottleException(
          ExitCode.NO_BACKEND,
          "could not make a bottle: AppArmor forbids user namespaces to programs without a profile",
          "run: printf 'abi <abi/4.0>,\\ninclude <tunables/global>\\nprofile bwrap /usr/bin/bwrap"
              + " flags=(unconfined) {\\n  userns,\\n}\\n' | sudo tee /etc/apparmor.d/bwrap &&"
              + " sudo apparmor_parser -r /etc/apparmor.d/bwrap");
    }
    if (said.contains("mount proc")) {
      return new BottleException(
          ExitCode.NO_BACKEND,
          "could not make a bottle: parts of /proc are hidden here, as containers do, and the"
              + " kernel then allows no other /proc ("
              + said.strip()
              + ")",
          "start the container with --security-opt systempaths=unconfined, or run bottle on the"
              + " host");
    }
    if (inContainer()) {
      return new BottleException(
          ExitCode.NO_BACKEND,
          "could not make a bottle: this container may not make namespaces (" + said.strip() + ")",
          "start it with --security-opt seccomp=unconfined --security-opt apparmor=unconfined"
              + " --security-opt systempaths=unconfined, or run bottle on the host");
    }
    return new BottleException(
        ExitCode.NO_BACKEND,
        "could not make a bottle: " + (said.isBlank() ? "bubblewrap ended" : said.strip()),
        "check that 'bwrap --unshare-all --ro-bind / / true' works");
  }

  private static boolean hasProfile() {
    Path profiles = Path.of("/etc/apparmor.d");
    if (!Files.isDirectory(profiles)) {
      return false;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(profiles, "*bwrap*")) {
      return found.iterator().hasNext();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean inContainer() {
    return Files.exists(Path.of("/.dockerenv")) || Files.exists(Path.of("/run/.containerenv"));
  }

  private static String setting(String name) {
    try {
      return Files.readString(SYSCTL.resolve(name)).strip();
    } catch (IOException e) {
      return ""; // a kernel without the setting has nothing switched off by it
    }
  }

  /** What a small sandbox of the same kind complains of here; empty when it can be made. */
  static String complaint(Programs programs) {
    return output(
        List.of(
            programs.bubblewrap().toString(),
            "--unshare-user",
            "--unshare-pid",
            "--ro-bind",
            "/",
            "/",
            "--proc",
            "/proc",
            "--",
            "true"),
        2);
  }

  /** What a command writes to a descriptor: 1 is what it prints, 2 what it complains of. */
  private static String output(List<String> command, int descriptor) {
    Descriptor[] pipe = Descriptor.pipe();
    try (Descriptor read = pipe[0]) {
      Child child;
      try (Descriptor write = pipe[1]) {
        child = Spawn.of(command, Map.of(), Map.of(descriptor, write)).start();
      }
      String text = new String(read.input().readAllBytes(), StandardCharsets.UTF_8);
      child.await();
      return text;
    } catch (IOException | SystemCallException e) {
      throw new BottleException(
          ExitCode.NO_BACKEND,
          "could not run " + command.getFirst() + ": " + e.getMessage(),
          "check the installation of bubblewrap",
          e);
    }
  }
}
