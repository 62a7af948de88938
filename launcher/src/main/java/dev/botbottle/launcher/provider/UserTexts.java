package dev.botbottle.launcher.provider;

import dev.botbottle.launcher.host.PlainFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Texts of the user's own home, read for a plan.
 *
 * <p>People keep such files in a folder of their own and link to them, so one symbolic link is
 * followed on the way to a text. It has to lead below the home, to a place whose path has no
 * further link: an agent whose workspace that folder once was may have left a link there, to a file
 * that is no text for an agent. For the same reason a file counts by its real name's ending. What
 * is not read is told.
 */
final class UserTexts {
  private static final int LARGEST = 1 << 20;
  private static final int MOST_FILES = 256;
  private static final int DEPTH = 4;
  private static final String CREDENTIAL =
      "it holds what looks like a credential; bind that as a secret of a route instead";

  /**
   * Where something really is.
   *
   * @param path its path, without links
   * @param linked whether a link led there
   * @param directory whether it is a directory
   */
  private record Place(Path path, boolean linked, boolean directory) {}

  private final Path home;
  private final PlainText plain = new PlainText();
  private final List<String> notes = new ArrayList<>();
  private int read;

  /** The texts below a home whose path has no links. */
  UserTexts(Path home) {
    this.home = home;
  }

  /** What was not read, and why. */
  List<String> notes() {
    return notes;
  }

  /** A text by its path below the home; empty when it is not there, or not read. */
  Optional<String> text(String path) {
    return text(path, LARGEST);
  }

  /**
   * The same with another limit.
   *
   * @param largest in bytes
   */
  Optional<String> text(String path, int largest) {
    try {
      Optional<Place> place = place(path);
      return place.isPresent()
          ? Optional.of(content(place.get(), ending(Path.of(path)), largest))
          : Optional.empty();
    } catch (IOException e) {
      refuse(path, e);
      return Optional.empty();
    }
  }

  /** The same for a text that comes along as it is, so it must have no credential in it. */
  Optional<String> shown(String path) {
    Optional<String> text = text(path);
    if (text.isPresent() && !plain.isFreeOfCredentials(text.get())) {
      refuse(path, new PlainFiles.NotRead(CREDENTIAL));
      return Optional.empty();
    }
    return text;
  }

  /** The Markdown files below a folder of the home, by their paths in it, that may be shown. */
  SortedMap<String, String> markdown(String folder) {
    SortedMap<String, String> found = new TreeMap<>();
    try {
      Optional<Place> place = place(folder);
      if (place.isPresent() && place.get().directory()) {
        walk(place.get(), folder, "", found, DEPTH);
      }
    } catch (IOException e) {
      refuse(folder, e);
    }
    return found;
  }

  private void walk(
      Place folder, String shown, String prefix, SortedMap<String, String> found, int depth)
      throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.path())) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    for (String name : names) {
      if (name.startsWith(".")) {
        continue;
      }
      String path = shown + "/" + prefix + name;
      try {
        Optional<Place> place = step(folder, name);
        if (place.isPresent() && place.get().directory()) {
          if (depth > 0) {
            walk(place.get(), shown, prefix + name + "/", found, depth - 1);
          }
        } else if (place.isPresent() && name.endsWith(".md")) {
          if (++read > MOST_FILES) {
            throw new PlainFiles.NotRead("there are more than " + MOST_FILES + " files");
          }
          String text = content(place.get(), ".md", LARGEST);
          if (!plain.isFreeOfCredentials(text)) {
            throw new PlainFiles.NotRead(CREDENTIAL);
          }
          found.put(prefix + name, text);
        }
      } catch (IOException e) {
        refuse(path, e);
      }
    }
  }

  private void refuse(String path, IOException e) {
    notes.add("~/" + path + " stays outside: " + e.getMessage());
  }

  private Optional<Place> place(String path) throws IOException {
    Optional<Place> at = Optional.of(new Place(home, false, true));
    for (String name : path.split("/", -1)) {
      if (at.isPresent()) {
        at = step(at.get(), name);
      }
    }
    return at;
  }

  /** One name further; empty when there is none. */
  private Optional<Place> step(Place from, String name) throws IOException {
    Path next = from.path().resolve(name);
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(next, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (!attributes.isSymbolicLink()) {
      return Optional.of(new Place(next, from.linked(), attributes.isDirectory()));
    }
    if (from.linked()) {
      throw new PlainFiles.NotRead("it is a link in a folder that is itself behind a link");
    }
    Path target = from.path().resolve(Files.readSymbolicLink(next)).normalize();
    if (!target.startsWith(home)) {
      throw new PlainFiles.NotRead("it is a link that leads out of your home");
    }
    try {
      if (!target.toRealPath().equals(target)) {
        throw new PlainFiles.NotRead("it is a link to a link");
      }
    } catch (NoSuchFileException e) {
      throw new PlainFiles.NotRead("it is a link that leads nowhere");
    }
    return Optional.of(new Place(target, true, Files.isDirectory(target)));
  }

  private String content(Place place, String ending, int largest) throws IOException {
    if (!place.path().toString().endsWith(ending)) {
      throw new PlainFiles.NotRead("it is a link to something that is no " + ending);
    }
    List<Path> names = new ArrayList<>();
    home.relativize(place.path()).forEach(names::add);
    try (DirectoryStream<Path> root = Files.newDirectoryStream(home)) {
      byte[] bytes = PlainFiles.content(PlainFiles.secure(root), names, largest);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new PlainFiles.NotRead("it is no text");
    }
  }

  private static String ending(Path path) {
    String name = path.getFileName().toString();
    return name.substring(name.lastIndexOf('.'));
  }
}
