package dev.botbottle.launcher.registry;

/**
 * A login as a client's configuration has it. Short-lived: what outlives the reading of a file is
 * {@link RegistryLogin}, which has no value.
 *
 * @param key what finds it again in the same configuration
 * @param place where the client sends it
 * @param form how the client sends it
 * @param user the user name of Basic authentication, else empty
 * @param value the token or password as written; may name a variable of the environment
 */
record WrittenLogin(String key, RegistryAddress place, Form form, String user, String value) {
  /** How a login is sent. */
  enum Form {
    /** {@code Authorization: Bearer TOKEN}. */
    BEARER,
    /** {@code Authorization: TOKEN}. */
    WHOLE,
    /** The password of Basic authentication. */
    BASIC,
    /** None this product can put in. */
    UNUSABLE
  }

  /** One that cannot be used; {@code why} stands in the place of a value. */
  static WrittenLogin unusable(String key, RegistryAddress place, String why) {
    return new WrittenLogin(key, place, Form.UNUSABLE, "", why);
  }

  @Override
  public String toString() {
    return "WrittenLogin[" + key + ", ***]";
  }
}
