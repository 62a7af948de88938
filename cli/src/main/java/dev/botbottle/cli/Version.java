package dev.botbottle.cli;

/** The product's version. */
final class Version {
  private Version() {}

  /** As the module carries it, or a word when it carries none. */
  static String text() {
    return Version.class.getModule().getDescriptor().rawVersion().orElse("(development)");
  }
}
