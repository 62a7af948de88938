package dev.botbottle.gateway;

import dev.botbottle.gateway.websocket.Opcode;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.ScanAction;
import dev.botbottle.scan.ScanProfile;
import dev.botbottle.scan.ScanStream;
import org.jspecify.annotations.Nullable;

/** How the messages and control frames of one direction of a WebSocket are scanned. */
sealed interface WebSocketScan {
  /** A scanner for one of them, or null where nothing is looked for. */
  @Nullable ScanStream stream(Opcode kind);

  /** Whether a finding ends the connection. */
  boolean denies(Opcode kind, Finding finding);

  /** What reads the texts as a model would. */
  default AnswerWatch watch() {
    return AnswerWatch.none();
  }

  /**
   * What leaves. Only text is redacted: a binary message or a control frame would become another
   * one, so there what would be redacted is denied.
   */
  record Outward(Inspector inspector, ScanProfile text, ScanProfile other)
      implements WebSocketScan {
    static Outward of(Inspector inspector, ScanProfile profile) {
      return new Outward(inspector, profile, profile.withoutRedaction());
    }

    private ScanProfile profile(Opcode kind) {
      return kind == Opcode.TEXT ? text : other;
    }

    @Override
    public ScanStream stream(Opcode kind) {
      return inspector.outward(profile(kind));
    }

    @Override
    public boolean denies(Opcode kind, Finding finding) {
      return profile(kind).actionFor(finding) == ScanAction.DENY;
    }
  }

  /**
   * What comes in: reflected credentials are masked, and instructions told of or denied.
   *
   * @param masked whether any are looked for
   * @param bound whether some are injected at the host it comes from
   */
  record Inward(Inspector inspector, boolean masked, boolean bound, AnswerWatch watch)
      implements WebSocketScan {
    @Override
    public @Nullable ScanStream stream(Opcode kind) {
      return masked ? inspector.inward(bound) : null;
    }

    @Override
    public boolean denies(Opcode kind, Finding finding) {
      return finding.isEffort();
    }
  }
}
