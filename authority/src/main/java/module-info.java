import org.jspecify.annotations.NullMarked;

/** The certificate authority of one session: made by the launcher, used by the gateway. */
@NullMarked
module dev.botbottle.authority {
  requires static org.jspecify;
  requires transitive dev.botbottle.policy;

  exports dev.botbottle.authority;
}
