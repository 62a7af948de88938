package dev.botbottle.manifest;

/** What a user's bottle lets an approved manifest of a project do with it. */
public enum ProjectUse {
  /** Run its agents in it. */
  USE("use"),
  /** Build bottles of its own on it. */
  EXTEND("extend"),
  /** Have a bottle of the same name, which then counts in that project. */
  REPLACE("replace");

  private final String word;

  ProjectUse(String word) {
    this.word = word;
  }

  /** The word in a manifest. */
  public String word() {
    return word;
  }
}
