package dev.botbottle.launcher.grant;

import java.nio.file.Path;

/**
 * A path of the host that a bottle shows.
 *
 * @param source the path on the host
 * @param target the path inside
 * @param writable whether the agent may change it
 */
public record Mount(Path source, Path target, boolean writable) {
  /** Read-only at its own path. */
  public static Mount readOnly(Path path) {
    return new Mount(path, path, false);
  }
}
