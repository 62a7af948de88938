package dev.botbottle.launcher.manifests;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.PlainFiles;
import dev.botbottle.launcher.host.Shown;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Files of a project, each read at most once: what was approved is what is used, whoever writes to
 * the directory meanwhile. No link is followed on the way ({@link PlainFiles}), so nothing outside
 * the project is ever read.
 */
final class ProjectFiles {
  private static final int LARGEST = 1 << 20;
  private static final int MOST_FILES = 256;
  private static final int MOST_BYTES = 8 << 20;
  private static final int DEPTH = 8;

  private final Path directory;
  private final SortedMap<String, byte[]> read = new TreeMap<>();
  private int bytes;

  /** The files of a directory whose path has no links. */
  ProjectFiles(Path directory) {
    this.directory = directory;
  }

  /** The content of a file, if it is there. */
  Optional<byte[]> find(String path) {
    byte[] known = read.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    try (DirectoryStream<Path> root = Files.newDirectoryStream(directory)) {
      return find(PlainFiles.secure(root), path, List.of(path.split("/", -1)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw refusal(path, "it cannot be read (" + e.getMessage() + ")");
    }
  }

  private Optional<byte[]> find(SecureDirectoryStream<Path> folder, String path, List<String> names)
      throws IOException {
    Path name = Path.of(names.getFirst());
    BasicFileAttributes attributes = attributes(folder, name, path);
    if (names.size() == 1) {
      return Optional.of(content(folder, name, attributes, path));
    }
    if (!attributes.isDirectory()) {
      return Optional.empty();
    }
    try (SecureDirectoryStream<Path> next =
        folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      return find(next, path, names.subList(1, names.size()));
    }
  }

  /** The paths of all files below a folder; none when it is not there. */
  Set<String> tree(String folder) {
    Set<String> found = new TreeSet<>();
    try (DirectoryStream<Path> root = Files.newDirectoryStream(directory)) {
      walk(PlainFiles.secure(root), "", List.of(folder.split("/", -1)), found, 0);
    } catch (NoSuchFileException e) {
      return found;
    } catch (IOException | DirectoryIteratorException e) {
      throw refusal(folder, "it cannot be read (" + e.getMessage() + ")");
    }
    return found;
  }

  /** Goes down to the folder, then through everything below it. */
  private void walk(
      SecureDirectoryStream<Path> folder,
      String prefix,
      List<String> way,
      Set<String> found,
      int depth)
      throws IOException {
    List<Path> names = new ArrayList<>();
    if (way.isEmpty()) {
      folder.forEach(entry -> names.add(entry.getFileName()));
    } else {
      names.add(Path.of(way.getFirst()));
    }
    for (Path name : names) {
      String path = prefix + name;
      BasicFileAttributes attributes = attributes(folder, name, path);
      if (attributes.isDirectory()) {
        if (depth > DEPTH) {
          throw refusal(path, "it lies too deep");
        }
        try (SecureDirectoryStream<Path> next =
            folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
          List<String> rest = way.isEmpty() ? way : way.subList(1, way.size());
          walk(next, path + "/", rest, found, depth + 1);
        }
      } else if (way.isEmpty()) {
        content(folder, name, attributes, path);
        found.add(path);
      }
    }
  }

  private BasicFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name, String path)
      throws IOException {
    BasicFileAttributes attributes = PlainFiles.attributes(folder, name);
    if (attributes.isSymbolicLink()) {
      throw refusal(path, "it is a symbolic link");
    }
    return attributes;
  }

  private byte[] content(
      SecureDirectoryStream<Path> folder, Path name, BasicFileAttributes attributes, String path)
      throws IOException {
    byte[] known = read.get(path);
    if (known != null) {
      return known;
    }
    if (!attributes.isRegularFile()) {
      throw refusal(path, "it is no file");
    }
    if (read.size() >= MOST_FILES) {
      throw refusal(path, "there are more than " + MOST_FILES + " files");
    }
    try {
      byte[] content = PlainFiles.content(folder, name, Math.min(LARGEST, MOST_BYTES - bytes));
      bytes += content.length;
      read.put(path, content);
      return content;
    } catch (PlainFiles.NotRead e) {
      throw refusal(path, String.valueOf(e.getMessage()));
    }
  }

  /** One digest of every file read, names and contents. */
  String digest() {
    StringBuilder all = new StringBuilder("bot-bottle project 1\n");
    for (String path : read.keySet()) {
      all.append(path).append('\0').append(sha256(read.getOrDefault(path, new byte[0])));
      all.append('\n');
    }
    return "sha256:" + sha256(all.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** The paths read, and the digests of their contents. */
  SortedMap<String, String> digests() {
    SortedMap<String, String> digests = new TreeMap<>();
    read.forEach((path, content) -> digests.put(path, sha256(content)));
    return digests;
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private BottleException refusal(String path, String why) {
    return new BottleException(
        ExitCode.NOT_TRUSTED,
        "could not read "
            + Shown.line(directory.resolve(path).toString())
            + " for this project's manifest: "
            + why,
        "a project's manifest uses plain files of its own directory only");
  }
}
