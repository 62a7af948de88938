import org.jspecify.annotations.NullMarked;

/** Plan, providers, workspace, sessions, preflight text, report. */
@NullMarked
module dev.botbottle.launcher {
  requires static org.jspecify;
  requires transitive dev.botbottle.manifest;
  requires transitive dev.botbottle.policy;
  requires transitive tools.jackson.core;

  exports dev.botbottle.launcher.backend;
  exports dev.botbottle.launcher.grant;
  exports dev.botbottle.launcher.host;
  exports dev.botbottle.launcher.manifests;
  exports dev.botbottle.launcher.plan;
  exports dev.botbottle.launcher.provider;
  exports dev.botbottle.launcher.session;
  exports dev.botbottle.launcher.trust;
  exports dev.botbottle.launcher.workspace;
}
