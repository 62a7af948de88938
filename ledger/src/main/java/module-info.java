import org.jspecify.annotations.NullMarked;

/** The record of a session: written by the gateway, sealed and checked by the launcher. */
@NullMarked
module dev.botbottle.ledger {
  requires static org.jspecify;
  requires transitive dev.botbottle.policy;

  exports dev.botbottle.ledger;
}
