package dev.botbottle.launcher.manifests;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.Why;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The projects' manifests the user approved: one file for each, in the user's configuration. */
public final class Pins {
  private static final String HEAD = "bot-bottle trust 1";

  /**
   * An approval.
   *
   * @param digest of everything that was approved
   * @param grants what it granted, in words, one sentence each
   */
  public record Pin(String digest, List<String> grants) {
    public Pin {
      grants = List.copyOf(grants);
    }
  }

  private final Path folder;

  /** The pins of this user. */
  public Pins(Host host) {
    this.folder = host.configuration().resolve("trust");
  }

  /** The approval of a project, if there is one. A pin that cannot be read is none. */
  public Optional<Pin> of(Path directory) {
    Path file = file(directory);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      if (lines.size() < 3 || !lines.get(0).equals(HEAD)) {
        return Optional.empty();
      }
      return Optional.of(new Pin(lines.get(2), lines.subList(3, lines.size())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Keeps an approval in the place of an earlier one. */
  public void keep(Path directory, Pin pin) {
    List<String> lines = new ArrayList<>();
    lines.add(HEAD);
    lines.add(dev.botbottle.launcher.host.Shown.line(directory.toString()));
    lines.add(pin.digest());
    lines.addAll(pin.grants());
    try {
      Files.createDirectories(folder);
      Path draft =
          Files.createTempFile(
              folder,
              "pin",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(draft, lines, StandardCharsets.UTF_8);
      Files.move(
          draft,
          file(directory),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.MANIFEST, "could not keep the approval: " + Why.of(e), "check " + folder, e);
    }
  }

  /** Forgets an approval; returns whether there was one. */
  public boolean forget(Path directory) {
    try {
      return Files.deleteIfExists(file(directory));
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not take the approval back: " + Why.of(e),
          "check " + folder,
          e);
    }
  }

  private Path file(Path directory) {
    return folder.resolve(
        ProjectFiles.sha256(directory.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
