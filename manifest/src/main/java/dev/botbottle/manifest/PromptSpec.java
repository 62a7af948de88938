package dev.botbottle.manifest;

/** What is added to an agent's instructions. */
public sealed interface PromptSpec {
  /** The text itself. */
  record Text(String text) implements PromptSpec {}

  /**
   * A file with the text.
   *
   * @param path as written; a relative one starts at the manifest's directory
   */
  record File(String path) implements PromptSpec {}
}
