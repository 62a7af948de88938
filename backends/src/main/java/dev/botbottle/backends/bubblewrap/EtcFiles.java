package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.plan.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code /etc} of a bottle: some files of the host, and some made for it. */
final class EtcFiles {
  // What programs need to run and to render text; nothing that names users, hosts or secrets.
  private static final List<String> FROM_HOST =
      List.of(
          "/etc/alternatives",
          "/etc/ld.so.cache",
          "/etc/ld.so.conf",
          "/etc/ld.so.conf.d",
          "/etc/localtime",
          "/etc/timezone",
          "/etc/os-release",
          "/etc/debian_version",
          "/etc/lsb-release",
          "/etc/redhat-release",
          "/etc/bash.bashrc",
          "/etc/profile",
          "/etc/inputrc",
          "/etc/terminfo",
          "/etc/locale.alias",
          "/etc/locale.conf",
          "/etc/default/locale",
          "/etc/fonts",
          "/etc/mime.types",
          "/etc/magic",
          "/etc/protocols",
          "/etc/services",
          "/etc/shells",
          "/etc/login.defs",
          "/etc/ssl/openssl.cnf",
          "/etc/pki/tls/openssl.cnf",
          "/etc/crypto-policies",
          "/etc/python3",
          "/etc/perl",
          "/etc/vim",
          "/etc/nanorc",
          "/etc/maven/m2.conf",
          "/etc/maven/logging");

  private EtcFiles() {}

  /** Writes what is made, and lists all of it. */
  static List<Mount> prepare(Plan plan, Path directory) {
    List<Mount> mounts = new ArrayList<>();
    for (String name : FROM_HOST) {
      Path path = Path.of(name);
      if (Files.isReadable(path)) {
        try {
          mounts.add(new Mount(path.toRealPath(), path, false));
        } catch (IOException e) {
          // it went away between two looks; the bottle does without
        }
      }
    }
    javaConfigurations(mounts);
    made(
        mounts,
        directory,
        "passwd",
        """
        root:x:0:0:root:/root:/usr/sbin/nologin
        agent:x:1000:1000:agent:%s:/bin/sh
        nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
        """
            .formatted(plan.home()));
    made(mounts, directory, "group", "root:x:0:\nagent:x:1000:\nnogroup:x:65534:\n");
    made(mounts, directory, "hosts", "127.0.0.1 localhost bottle\n::1 localhost bottle\n");
    made(mounts, directory, "hostname", "bottle\n");
    // Any address would do: all of them are the gateway.
    made(mounts, directory, "resolv.conf", "nameserver 198.18.0.1\noptions edns0\n");
    made(
        mounts,
        directory,
        "nsswitch.conf",
        """
        passwd: files
        group: files
        shadow: files
        hosts: files dns
        services: files
        protocols: files
        """);
    return mounts;
  }

  /** Debian keeps each JDK's configuration in {@code /etc}, linked from its home. */
  private static void javaConfigurations(List<Mount> mounts) {
    try (var entries = Files.newDirectoryStream(Path.of("/etc"), "java*")) {
      for (Path entry : entries) {
        mounts.add(Mount.readOnly(entry));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void made(List<Mount> mounts, Path directory, String name, String content) {
    Path file = directory.resolve(name);
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    mounts.add(new Mount(file, Path.of("/etc", name), false));
  }
}
