package dev.botbottle.launcher.manifests;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.manifest.AgentFile;
import dev.botbottle.manifest.BottleSpec;
import dev.botbottle.manifest.Manifest;
import dev.botbottle.manifest.ManifestException;
import dev.botbottle.manifest.ManifestReader;
import dev.botbottle.manifest.Problem;
import dev.botbottle.manifest.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is said about one manifest file.
 *
 * @param file it
 * @param summary what it holds, when nothing is wrong
 * @param problems what is wrong with it, each with its place where there is one
 * @param text the problems as they are shown
 */
public record Check(String file, String summary, List<Problem> problems, String text) {
  public Check {
    problems = List.copyOf(problems);
  }

  /** Whether it can be used. */
  public boolean isGood() {
    return text.isEmpty();
  }

  /** The user's files and, approved or not, the project's. */
  public static List<Check> all(Host host) {
    List<Check> checks = new ArrayList<>();
    Map<String, BottleSpec> bottles = Map.of();
    Path file = UserManifest.path(host);
    if (Files.exists(file)) {
      Check own = manifest(file);
      checks.add(own);
      bottles = own.isGood() ? UserManifest.read(host).bottles() : bottles;
    }
    for (String name : new UserAgents(host, Manifest.EMPTY).names()) {
      Path agent = UserAgents.folder(host).resolve(name + ".md");
      Map<String, BottleSpec> known = bottles;
      checks.add(
          of(
              agent.toString(),
              () -> {
                AgentFile.read(agent.toString(), UserManifest.content(agent), Scope.beside(known));
                return "agent " + name;
              }));
    }
    if (!host.home().startsWith(host.directory()) && ProjectManifest.isIn(host.directory())) {
      Map<String, BottleSpec> known = bottles;
      checks.add(
          of(
              host.directory().toString(),
              () -> summary(ProjectManifest.read(host.directory(), known).manifest())));
    }
    return checks;
  }

  /** One file, as if it were the user's manifest. */
  public static Check manifest(Path file) {
    return of(
        file.toString(),
        () ->
            summary(
                ManifestReader.read(
                    file.toString(), UserManifest.content(file), Library.underUser())));
  }

  private static String summary(Manifest manifest) {
    return counted(manifest.bottles().size(), "bottle")
        + ", "
        + counted(manifest.agents().size(), "agent");
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** Something that reads a file and says what is in it. */
  private interface Reading {
    String read() throws ManifestException;
  }

  private static Check of(String file, Reading reading) {
    try {
      return new Check(file, reading.read(), List.of(), "");
    } catch (ManifestException e) {
      return new Check(file, "", e.problems(), e.render());
    } catch (BottleException e) {
      return e.getCause() instanceof ManifestException manifest
          ? new Check(file, "", manifest.problems(), manifest.render())
          : new Check(file, "", List.of(), e.getMessage() + "\n  fix: " + e.hint() + "\n");
    }
  }
}
