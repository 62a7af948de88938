package dev.botbottle.launcher.session;

import dev.botbottle.policy.EgressSwitch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What the user asks of a running session's way out: a file in the session's directory, which only
 * the user can write, and at which the supervisor looks. The gateway's answer is in the ledger.
 */
public final class EgressRequest {
  private static final String OPEN = "open";
  private static final String CUT = "cut";

  private final Path file;
  private String seen = "";

  /** The requests made in a session's directory, from the first one on. */
  public EgressRequest(SessionDirectory directory) {
    this.file = directory.egressRequest();
  }

  /**
   * Asks for something, also when it was asked for before.
   *
   * @param directory that of the session
   * @param mark what tells this request from all others
   */
  public static void make(SessionDirectory directory, EgressSwitch wanted, String mark)
      throws IOException {
    Path file = directory.egressRequest();
    Path draft = file.resolveSibling(file.getFileName() + "." + mark);
    Files.writeString(draft, (wanted.open() ? OPEN : CUT) + ' ' + mark);
    // Over the last one: a reader never sees half of a request.
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What was asked for since the last look; what cannot be understood is a cut. */
  public Optional<EgressSwitch> look() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      String text = Files.readString(file);
      if (text.equals(seen)) {
        return Optional.empty();
      }
      seen = text;
      return Optional.of(new EgressSwitch(text.startsWith(OPEN + ' ')));
    } catch (IOException e) {
      return Optional.empty(); // it went away; whoever asked sees that nothing came of it
    }
  }
}
