package dev.botbottle.manifest;

import java.util.Optional;

/**
 * Who commits made in a bottle are by.
 *
 * @param name the author's name; the user's own unless written
 * @param email the author's address; the user's own unless written
 */
public record GitSpec(Optional<String> name, Optional<String> email) {
  /** The user's own identity. */
  public static final GitSpec NONE = new GitSpec(Optional.empty(), Optional.empty());
}
