package dev.botbottle.launcher.session;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Why;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
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

  /** Which process prepares; in a prepared directory only. */
  private static final String OWNER = "owner";

  /** Longer than a directory ever takes to be written and renamed. */
  private static final Duration MAKING = Duration.ofMinutes(1);

  private final Path root;
  private final Path active;

  /**
   * Of sessions to come: apart, so that finding the abandoned takes no look at all old sessions.
   */
  private final Path prepared;

  /**
   * The sessions below a state directory.
   *
   * @param state the user's state directory; it need not exist yet
   */
  public SessionStore(Path state) {
    this.root = state.resolve("sessions");
    this.active = state.resolve("active");
    this.prepared = state.resolve("prepared");
  }

  /** Makes a directory for a session whose agent is not known yet. */
  public SessionDirectory prepare(String mark) {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    try {
      Files.createDirectories(root, ownerOnly);
      Files.createDirectories(active, ownerOnly);
      Files.createDirectories(prepared, ownerOnly);
      Path directory = Files.createDirectory(prepared.resolve(mark), ownerOnly);
      Files.writeString(directory.resolve(OWNER), ProcessIdentity.current().text());
      return new SessionDirectory(directory);
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.LAUNCH,
          "could not make the session's directory below " + root + ": " + Why.of(e),
          "check that you own it and that the disk is not full",
          e);
    }
  }

  /** Gives a prepared directory its session's name and record. */
  public SessionDirectory create(SessionRecord record, String mark) {
    Path directory = root.resolve(record.id());
    try {
      // In this order a reaper never meets a session without its record, and one that is killed in
      // between leaves a mark without a directory.
      Files.createFile(active.resolve(record.id()));
      write(record, prepared.resolve(mark));
      Files.deleteIfExists(prepared.resolve(mark).resolve(OWNER));
      Files.move(prepared.resolve(mark), directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.LAUNCH,
          "could not make the session's directory " + directory + ": " + Why.of(e),
          "check that you own it and that the disk is not full",
          e);
    }
    return new SessionDirectory(directory);
  }

  /**
   * The marks of prepared directories that no session will come of: their process is gone, or they
   * do not say whose they are and are older than a time.
   */
  List<String> abandoned(Instant before) {
    List<String> marks = new ArrayList<>();
    if (!Files.isDirectory(prepared)) {
      return marks;
    }
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(prepared)) {
      for (Path directory : directories) {
        Optional<ProcessIdentity> owner = owner(directory);
        if (owner.isPresent()
            ? !owner.get().isElsewhere() && !owner.get().isAlive()
            : isOlder(directory, before)) {
          marks.add(directory.getFileName().toString());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return marks;
  }

  /** Removes a prepared directory, which holds an empty ledger and no secret. */
  void removePrepared(String mark) {
    new SessionDirectory(prepared.resolve(mark)).removeAll();
  }

  private static Optional<ProcessIdentity> owner(Path directory) {
    try {
      return ProcessIdentity.parse(Files.readString(directory.resolve(OWNER)));
    } catch (IOException e) {
      return Optional.empty(); // only just made, or a session by now
    }
  }

  private static boolean isOlder(Path directory, Instant before) throws IOException {
    try {
      return Files.getLastModifiedTime(directory).toInstant().isBefore(before);
    } catch (NoSuchFileException e) {
      return false; // it has become a session, or another command removed it
    }
  }

  /** The directory of a session, there or not. */
  public SessionDirectory directory(String id) {
    return new SessionDirectory(root.resolve(id));
  }

  /**
   * Whether a session is only just being made: its mark is there and fresh, its directory not yet.
   */
  boolean isBeginning(String id, Instant now) {
    try {
      return !Files.exists(root.resolve(id))
          && Files.getLastModifiedTime(active.resolve(id)).toInstant().isAfter(now.minus(MAKING));
    } catch (IOException e) {
      return false; // settled by another command
    }
  }

  /** Replaces the record at once, so that a reader never sees half of one. */
  public void write(SessionRecord record) {
    try {
      write(record, root.resolve(record.id()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(SessionRecord record, Path directory) throws IOException {
    StringBuilder text = new StringBuilder();
    property(text, "id", record.id());
    property(text, "agent", record.agent());
    property(text, "bottle", record.bottle());
    property(text, "backend", record.backend());
    property(text, "rung", record.rung());
    property(text, "workspace", record.workspace());
    property(text, "started", record.started().toString());
    property(text, "label", record.label());
    property(text, "egress", record.cut() ? "cut" : "open");
    record.ended().ifPresent(when -> property(text, "ended", when.toString()));
    record.endedBy().ifPresent(by -> property(text, "ended_by", by));
    record.exit().ifPresent(code -> property(text, "exit", Integer.toString(code)));
    if (record.unsealed()) {
      property(text, "seal", "none");
    }
    record.processes().forEach((role, id) -> property(text, "process." + role, id.text()));
    Path draft = directory.resolve(RECORD + ".new");
    Files.writeString(draft, text);
    Files.move(draft, directory.resolve(RECORD), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * One line as {@link Properties#load} reads it. {@link Properties#store} writes the date as well,
   * and finding out the time zone for it takes longer than the launch's other files together.
   */
  private static void property(StringBuilder out, String name, String value) {
    out.append(name).append('=');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\f' -> out.append("\\f");
        case '\\' -> out.append("\\\\");
        case ' ' -> out.append(i == 0 ? "\\ " : " ");
        default -> out.append(c);
      }
    }
    out.append('\n');
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
              properties.getProperty("label", ""),
              properties.getProperty("egress", "open").equals("cut"),
              properties.getProperty("seal", "").equals("none"),
              processes));
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // a launch that was killed before its first record
    }
  }
}
