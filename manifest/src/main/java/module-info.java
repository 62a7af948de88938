import org.jspecify.annotations.NullMarked;

/** The manifest: bottle.jsonc to validated records. */
@NullMarked
module dev.botbottle.manifest {
  requires static org.jspecify;
  requires transitive dev.botbottle.policy;
  requires tools.jackson.core;

  exports dev.botbottle.manifest;
}
