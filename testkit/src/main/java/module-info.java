import org.jspecify.annotations.NullMarked;

/** The lab and scripted model APIs; for tests only. */
@NullMarked
module dev.botbottle.testkit {
  requires java.net.http;
  requires static org.jspecify;

  exports dev.botbottle.testkit.bench;
  exports dev.botbottle.testkit.lab;
  exports dev.botbottle.testkit.model;
  exports dev.botbottle.testkit.services;
}
