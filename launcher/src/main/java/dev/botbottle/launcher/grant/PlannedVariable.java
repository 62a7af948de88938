package dev.botbottle.launcher.grant;

/**
 * A variable the agent sees.
 *
 * @param name its name
 * @param value its value
 */
public record PlannedVariable(String name, Value value) {
  /** Where the value comes from. */
  public sealed interface Value {
    /** A plain value of the launcher's own, such as the terminal's kind. */
    record Plain(String text) implements Value {
      @Override
      public String toString() {
        return "***";
      }
    }

    /** A text as it stands in the manifest: visible inside, and free to go to its hosts. */
    record Written(String text, GrantedHosts hosts) implements Value {
      @Override
      public String toString() {
        return "Written[***, " + hosts + "]"; // it may be a credential all the same
      }
    }

    /**
     * A value the manifest takes from the host or asks for: visible inside, and free to go to its
     * hosts.
     */
    record Given(SecretOrigin origin, GrantedHosts hosts) implements Value {}
  }

  /** A variable with a plain value. */
  public static PlannedVariable plain(String name, String value) {
    return new PlannedVariable(name, new Value.Plain(value));
  }
}
