package dev.botbottle.manifest;

/** The spelling of names that stand in a manifest. */
final class Names {
  static final String HINT =
      "begin with a letter or digit, then letters, digits, dot, hyphen and underscore, at most 64";

  private Names() {}

  /** Whether a bottle, agent or secret may be called so. */
  static boolean valid(String name) {
    if (name.isEmpty() || name.length() > 64) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!plain && (i == 0 || "._-".indexOf(c) < 0)) {
        return false;
      }
    }
    return true;
  }

  /** Whether this is a token (RFC 9110, section 5.6.2), as methods and field names are. */
  static boolean token(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!plain && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
