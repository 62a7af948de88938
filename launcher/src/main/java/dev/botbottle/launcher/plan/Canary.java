package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.HomeFile;
import dev.botbottle.launcher.provider.Provider;
import dev.botbottle.scan.KnownSecret;
import dev.botbottle.scan.Secret;

/**
 * A value that opens nothing, in a file of the private home where programs that steal look for
 * credentials: wherever it turns up on its way out, something copies what it finds.
 *
 * <p>The file is one of the AWS clients (docs.aws.amazon.com, Configuration and credential file
 * settings). Its profile is none that they use unless they are told to.
 *
 * @param value made for one session
 */
public record Canary(String value) {
  /** What it is called in findings; no variable can have the name, so no route permits it. */
  private static final String NAME = "planted-canary";

  private static final String PATH = ".aws/credentials";

  /** Another one for each session. */
  static Canary of(Provider.PlaceholderSource placeholders) {
    return new Canary(placeholders.placeholder(NAME, ""));
  }

  /** The file it is planted in. */
  HomeFile file() {
    return new HomeFile(
        PATH,
        """
        # Planted by bot-bottle. The key opens nothing; what sends it anywhere is stopped and on record.
        [canary]
        aws_access_key_id = none
        aws_secret_access_key = %s
        """
            .formatted(value));
  }

  /** What the gateway is to look for. */
  public KnownSecret known() {
    return new KnownSecret(NAME, KnownSecret.Kind.CANARY, Secret.of(value));
  }

  /** Without the value, which is to be found in no log. */
  @Override
  public String toString() {
    return "Canary[]";
  }
}
