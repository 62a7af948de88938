package dev.botbottle.manifest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whose file is read, and so what it may say. A user's own may say everything. A project's names no
 * file outside its directory and no source of a secret but the environment, and of the user's
 * bottles only those that are open to projects.
 *
 * @param project whether the file belongs to a project
 * @param others bottles of other files, by name
 */
public record Scope(boolean project, Map<String, BottleSpec> others) {
  /** A user's own file, by itself. */
  public static final Scope USER = new Scope(false, Map.of());

  public Scope {
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
  }

  /** A further file of the user's, beside a manifest with these bottles. */
  public static Scope beside(Map<String, BottleSpec> bottles) {
    return new Scope(false, bottles);
  }

  /** A project's file, of a user who has these bottles. */
  public static Scope project(Map<String, BottleSpec> users) {
    return new Scope(true, users);
  }

  /** Whether a bottle of another file may be used so. */
  boolean open(String bottle, ProjectUse use) {
    BottleSpec other = others.get(bottle);
    return other != null && (!project || other.projects().contains(use));
  }
}
