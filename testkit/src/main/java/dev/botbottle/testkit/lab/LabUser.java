package dev.botbottle.testkit.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Who runs the test, and whose its files are. */
final class LabUser {
  /** Whom a lab of kind USER is made by when root runs the test. */
  private static final int ORDINARY = 65_534;

  private LabUser() {}

  static boolean isRoot() {
    return ProcessHandle.current().info().user().orElse("").equals("root");
  }

  static void give(Path file, Lab.Kind kind, Account account) {
    if (!isRoot()) {
      // The one id there is stands for both accounts.
      return;
    }
    int id =
        switch (kind) {
          case ROOT -> account == Account.ROOT ? 0 : 1000;
          case USER -> ORDINARY;
        };
    try {
      Files.setAttribute(file, "unix:uid", id, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(file, "unix:gid", id, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new LabException("could not give " + file + " away", e);
    }
  }

  static void delete(Path directory) {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(directory)) {
      walk.sorted(Comparator.reverseOrder()).forEach(all::add);
      for (Path path : all) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new LabException("could not remove the lab's files", e);
    }
  }
}
