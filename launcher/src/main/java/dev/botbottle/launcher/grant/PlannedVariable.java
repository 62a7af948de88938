package dev.botbottle.launcher.grant;

import java.util.function.Function;

/**
 * A variable the agent sees.
 *
 * @param name its name
 * @param value its value
 */
public record PlannedVariable(String name, Value value) {
  /** Where the value comes from. */
  public sealed interface Value {
    /**
     * What the one of these functions makes of it that is for its kind. A switch over the kinds
     * would be bootstrapped anew at every start.
     */
    <R> R match(
        Function<Plain, R> whenPlain,
        Function<Written, R> whenWritten,
        Function<Given, R> whenGiven);

    /** A plain value of the launcher's own, such as the terminal's kind. */
    record Plain(String text) implements Value {
      @Override
      public <R> R match(
          Function<Plain, R> whenPlain,
          Function<Written, R> whenWritten,
          Function<Given, R> whenGiven) {
        return whenPlain.apply(this);
      }

      @Override
      public String toString() {
        return "***";
      }
    }

    /** A text as it stands in the manifest: visible inside, and free to go to its hosts. */
    record Written(String text, GrantedHosts hosts) implements Value {
      @Override
      public <R> R match(
          Function<Plain, R> whenPlain,
          Function<Written, R> whenWritten,
          Function<Given, R> whenGiven) {
        return whenWritten.apply(this);
      }

      @Override
      public String toString() {
        return "Written[***, " + hosts + "]"; // it may be a credential all the same
      }
    }

    /**
     * A value the manifest takes from the host or asks for: visible inside, and free to go to its
     * hosts.
     */
    record Given(SecretOrigin origin, GrantedHosts hosts) implements Value {
      @Override
      public <R> R match(
          Function<Plain, R> whenPlain,
          Function<Written, R> whenWritten,
          Function<Given, R> whenGiven) {
        return whenGiven.apply(this);
      }
    }
  }

  /** A variable with a plain value. */
  public static PlannedVariable plain(String name, String value) {
    return new PlannedVariable(name, new Value.Plain(value));
  }
}
