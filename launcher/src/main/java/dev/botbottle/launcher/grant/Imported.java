package dev.botbottle.launcher.grant;

import java.util.List;

/**
 * Something of the user's own configuration that comes along into a bottle.
 *
 * @param what the manifest's word for it
 * @param from where it lies on the host
 * @param parts what of it comes along, by name; all of it when empty
 * @param leftOut what of it stays outside, by name
 */
public record Imported(String what, String from, List<String> parts, List<String> leftOut) {
  public Imported {
    parts = List.copyOf(parts);
    leftOut = List.copyOf(leftOut);
  }
}
