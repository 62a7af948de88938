package dev.botbottle.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.botbottle.testkit.lab.Account;
import dev.botbottle.testkit.lab.Lab;
import java.util.Optional;

/** Who starts bottles, on what kind of host. */
enum Runner {
  ROOT(Lab.Kind.ROOT, Account.ROOT),
  ORDINARY_USER(Lab.Kind.ROOT, Account.USER),
  USER_IN_A_USER_NAMESPACE(Lab.Kind.USER, Account.USER);

  final Lab.Kind kind;
  final Account account;

  Runner(Lab.Kind kind, Account account) {
    this.kind = kind;
    this.account = account;
  }

  /** Skips the test, with the reason, when there can be no such runner here. */
  void assume() {
    Optional<String> why = Lab.unavailable(kind);
    assumeTrue(why.isEmpty(), () -> why.orElse(""));
  }

  /** The one with the most rights that can be had here. */
  static Runner first() {
    return Lab.unavailable(Lab.Kind.ROOT).isEmpty() ? ROOT : USER_IN_A_USER_NAMESPACE;
  }
}
