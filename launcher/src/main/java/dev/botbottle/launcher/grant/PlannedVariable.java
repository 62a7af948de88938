package dev.botbottle.launcher.grant;

import java.util.List;

/**
 * A variable the agent sees.
 *
 * @param name its name
 * @param value its value
 */
public record PlannedVariable(String name, Value value) {
  /** Where the value comes from. */
  public sealed interface Value {
    /** A plain value, known now. */
    record Plain(String text) implements Value {
      @Override
      public String toString() {
        return "***"; // a manifest's literal may be a credential all the same
      }
    }

    /**
     * A value the manifest takes from the host or asks for: visible inside, scanned for on the way
     * out, and free to go to these hosts.
     */
    record Given(SecretOrigin origin, List<String> hosts) implements Value {
      public Given {
        hosts = List.copyOf(hosts);
      }
    }
  }

  /** A variable with a plain value. */
  public static PlannedVariable plain(String name, String value) {
    return new PlannedVariable(name, new Value.Plain(value));
  }
}
