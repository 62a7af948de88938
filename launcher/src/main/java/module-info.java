import org.jspecify.annotations.NullMarked;

/** Plan, providers, workspace, sessions, preflight text, report. */
@NullMarked
module dev.botbottle.launcher {
  requires static org.jspecify;
  requires transitive dev.botbottle.manifest;
  requires transitive dev.botbottle.policy;
  requires dev.botbottle.posix;
  requires tools.jackson.core;
}
