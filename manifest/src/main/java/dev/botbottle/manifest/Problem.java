package dev.botbottle.manifest;

import dev.botbottle.policy.Origin;

/**
 * One thing wrong with a manifest.
 *
 * @param origin where
 * @param message what was expected and what is there
 * @param picture the line with a caret below it; empty when there is no line to show
 * @param hint how to put it right; empty when the message says it
 */
public record Problem(Origin origin, String message, String picture, String hint) {
  public Problem {
    // What the JSON parser says quotes the file as it is.
    message = Problems.harmless(message);
    hint = Problems.harmless(hint);
  }

  /** The lines shown to the user. */
  public String render() {
    StringBuilder out = new StringBuilder();
    out.append(Problems.harmless(origin.toString())).append(": ").append(message).append('\n');
    out.append(picture);
    if (!hint.isEmpty()) {
      out.append("  fix: ").append(hint).append('\n');
    }
    return out.toString();
  }
}
