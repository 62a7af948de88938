package dev.botbottle.manifest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose file is read, and so what it may say. A user's own may say everything. A project's names no
 * file outside its directory and no source of a secret but the environment, and of the user's
 * bottles only those that are open to projects.
 *
 * @param project whether the file belongs to a project
 * @param others bottles of other files, by name
 * @param shipped the bottles that come with the product, which a user's own may be built on; asked
 *     for when a name is of no other
 */
public record Scope(
    boolean project, Map<String, BottleSpec> others, Supplier<Map<String, BottleSpec>> shipped) {
  /** A user's own file, by itself. */
  public static final Scope USER = new Scope(false, Map.of(), Map::of);

  public Scope {
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
  }

  /** A user's own file, whose bottles may be built on the shipped ones. */
  public static Scope user(Supplier<Map<String, BottleSpec>> shipped) {
    return new Scope(false, Map.of(), shipped);
  }

  /** A further file of the user's, beside a manifest with these bottles. */
  public static Scope beside(Map<String, BottleSpec> bottles) {
    return new Scope(false, bottles, Map::of);
  }

  /** A project's file, of a user who has these bottles. */
  public static Scope project(Map<String, BottleSpec> users) {
    return new Scope(true, users, Map::of);
  }

  /** The bottle of another file or of the product that has this name, open or not. */
  @Nullable BottleSpec elsewhere(String bottle) {
    BottleSpec other = others.get(bottle);
    return other != null || project ? other : shipped.get().get(bottle);
  }

  /** Whether a bottle of another file may be used so. */
  boolean open(String bottle, ProjectUse use) {
    BottleSpec other = others.get(bottle);
    return other != null && (!project || other.projects().contains(use));
  }
}
