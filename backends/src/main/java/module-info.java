import org.jspecify.annotations.NullMarked;

/** Where a bottle runs: one package per backend. */
@NullMarked
module dev.botbottle.backends {
  requires static org.jspecify;
  requires transitive dev.botbottle.launcher;
  requires dev.botbottle.authority;
  requires dev.botbottle.posix;

  exports dev.botbottle.backends.bubblewrap;
}
