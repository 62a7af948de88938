import org.jspecify.annotations.NullMarked;

/** The program bottle: commands and terminal. */
@NullMarked
module dev.botbottle.cli {
  requires static org.jspecify;
  requires dev.botbottle.backends;
  requires dev.botbottle.launcher;
  requires dev.botbottle.ledger;
  requires dev.botbottle.manifest;
  requires dev.botbottle.otlp;
  requires dev.botbottle.policy;
  requires dev.botbottle.posix;
  requires info.picocli;
  requires tools.jackson.core;
}
