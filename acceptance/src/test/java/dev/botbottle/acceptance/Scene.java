package dev.botbottle.acceptance;

import dev.botbottle.testkit.lab.Lab;
import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A user on the lab's host, with a home, a project and the product. */
final class Scene implements AutoCloseable {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Runner runner;
  private final Lab lab;
  private final Path home;
  private final Path project;
  private final Path tools;
  private final Set<Long> keepers;

  private Scene(Runner runner, Lab lab) throws IOException {
    this.runner = runner;
    this.lab = lab;
    home = lab.home(runner.account);
    project = Files.createDirectory(home.resolve("project"));
    tools = Files.createDirectory(lab.directory().resolve("tools"));
    give(project);
    keepers = Set.copyOf(lab.processes().keySet());
  }

  static Scene open(Runner runner, Site... sites) {
    Product.bottle();
    Lab lab = Lab.open(runner.kind, sites);
    try {
      return new Scene(runner, lab);
    } catch (IOException e) {
      lab.close();
      throw new UncheckedIOException(e);
    }
  }

  Lab lab() {
    return lab;
  }

  Runner runner() {
    return runner;
  }

  Path home() {
    return home;
  }

  Path project() {
    return project;
  }

  /** A folder on the user's PATH, outside the home. */
  Path tools() {
    return tools;
  }

  /** Writes a file of the user's, its folders too. */
  Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      Path path = home;
      for (Path name : home.relativize(file)) {
        path = path.resolve(name);
        lab.give(path, runner.account);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the user's manifest. */
  void manifest(String text) {
    write(home.resolve(".config/bot-bottle/bottle.jsonc"), text);
  }

  private void give(Path top) {
    try (Stream<Path> all = Files.walk(top)) {
      all.forEach(path -> lab.give(path, runner.account));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The environment of the user's shell. */
  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("HOME", home.toString());
    environment.put("PATH", tools + ":" + PATH);
    environment.put("LANG", "C.UTF-8");
    environment.put("SHELL", "/bin/bash");
    return environment;
  }

  /** Starts {@code bottle} in the project's directory. */
  LabProcess bottle(Map<String, String> more, String... words) {
    List<String> command = new ArrayList<>(List.of(Product.bottle().toString()));
    command.addAll(Arrays.asList(words));
    return start(command, more);
  }

  /** Starts a command of the user's in the project's directory. */
  LabProcess start(List<String> command, Map<String, String> more) {
    Map<String, String> environment = environment();
    environment.putAll(more);
    return lab.start(command, environment, project, runner.account);
  }

  /** Runs {@code bottle} to its end, without input. */
  LabProcess.Result bottleToItsEnd(String... words) {
    try (LabProcess process = bottle(Map.of(), words)) {
      process.in().close();
      return process.await(Duration.ofMinutes(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a shell command of the user's to its end. */
  LabProcess.Result shell(String command) {
    try (LabProcess process = start(List.of("sh", "-c", command), Map.of())) {
      process.in().close();
      return process.await(Duration.ofMinutes(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the product keeps sessions. */
  Path state() {
    return home.resolve(".local/state/bot-bottle");
  }

  /** The folders of all sessions so far. */
  List<Path> sessions() {
    Path folder = state().resolve("sessions");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command lines of all processes on the lab's host that are not part of the lab. */
  List<String> processes() {
    SortedMap<Long, String> running = lab.processes();
    running.keySet().removeAll(keepers);
    return List.copyOf(running.values());
  }

  /** The id outside the lab of the process that has this one on the lab's host. */
  long outside(String inside) {
    for (long pid : lab.processes().keySet()) {
      if (inside(pid).equals(inside)) {
        return pid;
      }
    }
    throw new IllegalStateException("no process " + inside + " on the lab's host");
  }

  /** The second of the ids a process has, from the outermost namespace inwards. */
  static String inside(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        String[] words = line.split("\\s+", -1);
        if (words[0].equals("NSpid:") && words.length > 2) {
          return words[2];
        }
      }
    } catch (IOException e) {
      return ""; // it has just ended
    }
    return "";
  }

  @Override
  public void close() {
    lab.close();
  }
}
