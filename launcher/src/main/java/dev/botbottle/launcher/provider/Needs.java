package dev.botbottle.launcher.provider;

import dev.botbottle.launcher.grant.HomeFile;
import dev.botbottle.launcher.grant.Imported;
import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.grant.PlannedSecret;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.policy.Route;
import java.util.List;
import java.util.Optional;

/**
 * What a session of an agent program needs.
 *
 * @param command the program and its arguments, as paths inside
 * @param environment variables it needs
 * @param homeFiles files it expects in its home
 * @param mounts where the program itself is
 * @param routes where it must be able to call
 * @param secrets what is injected there
 * @param instructions the user's own, for the file its program reads as such
 * @param imports what of the user's own configuration comes along
 * @param notes what the user should know
 */
public record Needs(
    List<String> command,
    List<PlannedVariable> environment,
    List<HomeFile> homeFiles,
    List<Mount> mounts,
    List<Route> routes,
    List<PlannedSecret> secrets,
    Optional<String> instructions,
    List<Imported> imports,
    List<String> notes) {
  public Needs {
    command = List.copyOf(command);
    environment = List.copyOf(environment);
    homeFiles = List.copyOf(homeFiles);
    mounts = List.copyOf(mounts);
    routes = List.copyOf(routes);
    secrets = List.copyOf(secrets);
    imports = List.copyOf(imports);
    notes = List.copyOf(notes);
  }

  /** A program of the system that needs nothing else. */
  static Needs command(List<String> command) {
    return new Needs(
        command,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of());
  }
}
