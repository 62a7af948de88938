package dev.botbottle.backends.bubblewrap;

import dev.botbottle.posix.SyscallRules;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The last say on the pure lists a bottle is made of. The product never changes them; control tests
 * take one protection out here, to show that the attack it stops then succeeds.
 *
 * @param sandbox bubblewrap's options for the agent
 * @param syscalls what system calls the agent is refused
 * @param gateway bubblewrap's options for the gateway
 * @param entry the words that take the agent's sandbox into the bottle's namespaces
 */
record Shape(
    UnaryOperator<List<String>> sandbox,
    UnaryOperator<List<SyscallRules.Group>> syscalls,
    UnaryOperator<List<String>> gateway,
    UnaryOperator<List<String>> entry) {
  /** Everything as it is. */
  static final Shape WHOLE =
      new Shape(
          UnaryOperator.identity(),
          UnaryOperator.identity(),
          UnaryOperator.identity(),
          UnaryOperator.identity());
}
