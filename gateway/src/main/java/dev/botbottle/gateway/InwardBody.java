package dev.botbottle.gateway;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.ResponseSink;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.FindingRules;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.ScanStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response's body on its way to the client: reflected credentials masked, the rest at once. */
final class InwardBody implements BodySink, ScanStream.Output, GrpcParser.Parts {
  /** What is looked for in a body. */
  enum Masking {
    /** Nothing. */
    NONE,

    /** Credentials, in all of it; none was sent where it comes from. */
    WHOLE,

    /** Credentials a server may have been sent, in all of it and in any form. */
    REFLECTED,

    /**
     * The same in a conversation whose other side may wait for the last byte of a message: at a
     * pause a credential's first few bytes are not held back.
     */
    CONVERSATION,

    /** Credentials in each gRPC message for itself: nothing of it waits for the next. */
    MESSAGES;

    /** Whether it comes from where credentials go. */
    private boolean bound() {
      return this == REFLECTED || this == CONVERSATION;
    }
  }

  /**
   * How much of a credential that may have begun leaves at a pause of a conversation. Almost any
   * message ends in a byte that some form of a credential begins with, and its reader may have to
   * answer before there is another one.
   */
  private static final int FIRST_FEW = 3;

  private final Inspector inspector;
  private final boolean bound;
  private final ResponseSink out;
  private final Ticket ticket;
  private final boolean trailersPass;
  private final boolean conversation;
  private final @Nullable GrpcParser messages;
  private @Nullable ScanStream stream;
  private final Findings findings = new Findings();
  private @Nullable Finding tooMuch;
  private final byte[] last = new byte[FIRST_FEW];
  private long taken;
  private long decided;
  private long passed;

  @SuppressWarnings("this-escape") // The parser calls back when it is fed.
  InwardBody(
      Inspector inspector, ResponseSink out, Ticket ticket, Masking masking, boolean trailersPass) {
    this.inspector = inspector;
    this.bound = masking.bound();
    this.out = out;
    this.ticket = ticket;
    this.trailersPass = trailersPass;
    this.conversation = masking == Masking.CONVERSATION;
    this.messages = masking == Masking.MESSAGES ? new GrpcParser(this) : null;
    this.stream =
        switch (masking) {
          case NONE, MESSAGES -> null;
          case WHOLE, REFLECTED, CONVERSATION -> inspector.inward(bound);
        };
  }

  @Override
  public void released(byte[] source, int offset, int length) {
    // What left at a pause has left.
    int gone = (int) Math.min(length, passed - decided);
    decided += length;
    if (gone < length) {
      pass(source, offset + gone, length - gone);
    }
  }

  private void pass(byte[] source, int offset, int length) {
    try {
      ticket.in(length);
      out.bytes(source, offset, length);
      passed += length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void found(Finding finding) {
    if (finding.isEffort()) {
      tooMuch = finding.in(new Place.Answer(decided));
    } else {
      findings.add(finding);
    }
  }

  @Override
  public void bytes(byte[] source, int offset, int length) throws IOException {
    try {
      if (messages != null) {
        messages.read(source, offset, length);
      } else {
        payload(source, offset, length);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void begin(byte[] prefix) {
    released(prefix, 0, prefix.length);
    stream = inspector.inward(bound);
  }

  @Override
  public void payload(byte[] source, int offset, int length) {
    for (int i = Math.max(0, length - FIRST_FEW); i < length; i++) {
      last[(int) ((taken + i) % FIRST_FEW)] = source[offset + i];
    }
    taken += length;
    if (stream == null) {
      released(source, offset, length);
    } else {
      stream.write(source, offset, length, this);
      stopIfTooMuch();
    }
  }

  /** What takes too long to look through ends here, and does not look whole. */
  private void stopIfTooMuch() {
    if (tooMuch != null) {
      throw new UncheckedIOException(
          new LimitReached(Refusal.of(List.of(tooMuch), FindingRules.NONE)));
    }
  }

  @Override
  public void end() {
    if (stream != null) {
      stream.finish(this);
      stopIfTooMuch();
    }
    stream = null;
  }

  @Override
  public boolean stopped() {
    return false;
  }

  /** The server pauses: what can be decided now is sent now. */
  void pause() throws IOException {
    try {
      if (stream != null) {
        stream.flush(this);
        stopIfTooMuch();
        if (conversation && taken - decided <= FIRST_FEW) {
          while (passed < taken) {
            pass(last, (int) (passed % FIRST_FEW), 1);
          }
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    out.flush();
  }

  @Override
  public void end(Fields trailers) throws IOException {
    try {
      end();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    out.end(trailersPass ? InwardHead.trailers(trailers, bound, inspector) : new Fields());
  }

  List<Finding> findings() {
    return findings.list();
  }

  long passed() {
    return passed;
  }
}
