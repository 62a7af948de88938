package dev.botbottle.launcher.session;

import dev.botbottle.launcher.host.Trees;
import java.nio.file.Path;

/**
 * Where one session keeps its things.
 *
 * @param path the directory
 */
public record SessionDirectory(Path path) {
  /** The gateway's record of every decision; stays after the session. */
  public Path ledger() {
    return path.resolve("ledger.jsonl");
  }

  /** This host's word on how the ledger ended; stays as well. */
  public Path seal() {
    return sealOf(ledger());
  }

  /** Where the seal of a ledger lies, in a session's directory or elsewhere: beside it. */
  public static Path sealOf(Path ledger) {
    return ledger.resolveSibling("ledger.seal");
  }

  /** What the gateway's runtime said when it could not run; empty in a good session. */
  public Path gatewayLog() {
    return path.resolve("gateway.log");
  }

  /** What the user asks of the session's way out. */
  Path egressRequest() {
    return path.resolve("egress");
  }

  /** The agent's private home; ends with the session. */
  public Path home() {
    return path.resolve("home");
  }

  /** Files made for the bottle, such as its trust store; end with the session. */
  public Path files() {
    return path.resolve("files");
  }

  /** Names the control groups made for it; ends with the session as they do. */
  public ControlGroupList controlGroups() {
    return new ControlGroupList(path.resolve("control-groups"));
  }

  /** Removes what must not outlive the session; links are removed, never followed. */
  public void removeTransient() {
    // Each is removed even if another cannot be: what the agent left goes first.
    try {
      Trees.remove(home());
    } finally {
      try {
        Trees.remove(files());
      } finally {
        controlGroups().remove();
      }
    }
  }

  /** Removes everything, the record and the ledger too. */
  public void removeAll() {
    Trees.remove(path);
  }
}
