package dev.botbottle.launcher.session;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The sessions of one user on disk, each a directory of mode 0700. */
public final class SessionStore {
  private static final String RECORD = "session.properties";
  private static final String PREPARED = ".prepared-";

  private final Path root;
  private final Path active;

  /**
   * The sessions below a state directory.
   *
   * @param state the user's state directory; it need not exist yet
   */
  public SessionStore(Path state) {
    this.root = state.resolve("sessions");
    this.active = state.resolve("active");
  }

  /** Makes a directory for a session whose agent is not known yet. */
  public SessionDirectory prepare(String mark) {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    try {
      Files.createDirectories(root, ownerOnly);
      Files.createDirectories(active, ownerOnly);
      return new SessionDirectory(Files.createDirectory(root.resolve(PREPARED + mark), ownerOnly));
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.LAUNCH,
          "could not make the session's directory below " + root + ": " + e,
          "check that you own it and that the disk is not full",
          e);
    }
  }

  /** Gives a prepared directory its session's name and record. */
  public SessionDirectory create(SessionRecord record, String mark) {
    Path directory = root.resolve(record.id());
    try {
      Files.move(root.resolve(PREPARED + mark), directory, StandardCopyOption.ATOMIC_MOVE);
      // The record first: a reaper that met the mark of a session without one would take it for a
      // launch that was killed, and nobody would look after the session any more.
      write(record);
      Files.createFile(active.resolve(record.id()));
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.LAUNCH,
          "could not make the session's directory " + directory + ": " + e,
          "check that you own it and that the disk is not full",
          e);
    }
    return new SessionDirectory(directory);
  }

  /**
   * Removes prepared directories that no session came of and that are older than a time. They hold
   * an empty ledger and no secret.
   */
  public void removePrepared(Instant before) {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (DirectoryStream<Path> prepared = Files.newDirectoryStream(root, PREPARED + "*")) {
      for (Path directory : prepared) {
        if (Files.getLastModifiedTime(directory).toInstant().isBefore(before)) {
          new SessionDirectory(directory).removeAll();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The directory of a session, there or not. */
  public SessionDirectory directory(String id) {
    return new SessionDirectory(root.resolve(id));
  }

  /** Replaces the record at once, so that a reader never sees half of one. */
  public void write(SessionRecord record) {
    Properties properties = new Properties();
    properties.setProperty("id", record.id());
    properties.setProperty("agent", record.agent());
    properties.setProperty("bottle", record.bottle());
    properties.setProperty("backend", record.backend());
    properties.setProperty("rung", record.rung());
    properties.setProperty("workspace", record.workspace());
    properties.setProperty("started", record.started().toString());
    record.ended().ifPresent(when -> properties.setProperty("ended", when.toString()));
    record.endedBy().ifPresent(by -> properties.setProperty("ended_by", by));
    record.exit().ifPresent(code -> properties.setProperty("exit", Integer.toString(code)));
    record.processes().forEach((role, id) -> properties.setProperty("process." + role, id.text()));
    Path target = root.resolve(record.id()).resolve(RECORD);
    Path draft = target.resolveSibling(RECORD + ".new");
    try {
      try (Writer out = Files.newBufferedWriter(draft)) {
        properties.store(out, null);
      }
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every session with a readable record, the newest first. */
  public List<SessionRecord> list() {
    List<SessionRecord> records = new ArrayList<>();
    if (!Files.isDirectory(root)) {
      return records;
    }
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(root)) {
      for (Path directory : directories) {
        read(directory).ifPresent(records::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    records.sort(Comparator.comparing(SessionRecord::started).reversed());
    return records;
  }

  /**
   * The sessions that began and have not been seen to end, by id: the few a reaper has to look at,
   * however many lie in the store.
   */
  public List<String> active() {
    List<String> ids = new ArrayList<>();
    if (Files.isDirectory(active)) {
      try (DirectoryStream<Path> markers = Files.newDirectoryStream(active)) {
        for (Path marker : markers) {
          ids.add(marker.getFileName().toString());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return ids;
  }

  /** The record of a session, if it is readable. */
  public Optional<SessionRecord> read(String id) {
    return read(root.resolve(id));
  }

  /** Nothing of the session is left to look after. */
  public void settled(String id) {
    try {
      Files.deleteIfExists(active.resolve(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a session's record and ledger. */
  public void forget(String id) {
    directory(id).removeAll();
    settled(id);
  }

  /** The session of this id, or the only one whose id begins so. */
  public SessionRecord find(String id) {
    List<SessionRecord> matches = new ArrayList<>();
    for (SessionRecord record : list()) {
      if (record.id().equals(id)) {
        return record;
      }
      if (record.id().startsWith(id)) {
        matches.add(record);
      }
    }
    if (matches.size() == 1) {
      return matches.getFirst();
    }
    throw new BottleException(
        ExitCode.NO_SESSION,
        matches.isEmpty()
            ? "could not find session " + id
            : "could not tell which session " + id + " means: " + matches.size() + " begin so",
        "bottle list shows them");
  }

  private static Optional<SessionRecord> read(Path directory) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(directory.resolve(RECORD))) {
      properties.load(in);
      Map<String, ProcessIdentity> processes = new LinkedHashMap<>();
      for (String name : properties.stringPropertyNames()) {
        if (name.startsWith("process.")) {
          ProcessIdentity.parse(properties.getProperty(name))
              .ifPresent(id -> processes.put(name.substring("process.".length()), id));
        }
      }
      return Optional.of(
          new SessionRecord(
              directory.getFileName().toString(),
              properties.getProperty("agent", "?"),
              properties.getProperty("bottle", "?"),
              properties.getProperty("backend", "?"),
              properties.getProperty("rung", "?"),
              properties.getProperty("workspace", ""),
              Instant.parse(properties.getProperty("started")),
              Optional.ofNullable(properties.getProperty("ended")).map(Instant::parse),
              Optional.ofNullable(properties.getProperty("ended_by")),
              Optional.ofNullable(properties.getProperty("exit")).map(Integer::valueOf),
              processes));
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // a launch that was killed before its first record
    }
  }
}
