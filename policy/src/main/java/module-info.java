import org.jspecify.annotations.NullMarked;

/** Routes, bindings and verdicts: data and decisions; pure, no I/O. */
@NullMarked
module dev.botbottle.policy {
  requires static org.jspecify;
  requires transitive dev.botbottle.scan;

  exports dev.botbottle.policy;
}
