package dev.botbottle.gateway;

import dev.botbottle.gateway.coding.WindowMemory;
import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.RequestSink;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.FindingRules;
import dev.botbottle.scan.ScanAction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A request's body on its way through the scanner to the server. Bytes are written when the scanner
 * releases them; the valid end only when all of the body was scanned.
 */
final class OutwardBody implements BodySink, ScannedPart.Owner, AutoCloseable {
  /** A finding ended the body. */
  static final class Denied extends IOException {
    private static final long serialVersionUID = 1L;

    Denied() {
      super("the body holds something that must not leave");
    }
  }

  private final Admission.Admitted admitted;
  private final Gatekeeper gatekeeper;
  private final Ticket ticket;
  private final RequestSink out;
  private final @Nullable ScannedPart whole;
  private final @Nullable GrpcMessages messages;
  private final @Nullable GrpcWords words;
  private final Findings findings = new Findings();
  private final Findings denying = new Findings();
  // Written by the upload's thread, read by the exchange's for the record.
  private final AtomicLong sent = new AtomicLong();

  @SuppressWarnings("this-escape") // What it is handed to calls back when it is fed.
  OutwardBody(
      Admission.Admitted admitted,
      Gatekeeper gatekeeper,
      Inspector inspector,
      WindowMemory memory,
      Ticket ticket,
      RequestSink out) {
    this.admitted = admitted;
    this.gatekeeper = gatekeeper;
    this.ticket = ticket;
    this.out = out;
    boolean grpc = GrpcParser.in(admitted.outward().fields());
    words = grpc && !admitted.messages() ? new GrpcWords(this, inspector, admitted.body()) : null;
    if (admitted.messages()) {
      whole = null;
      messages = new GrpcMessages(this, inspector, admitted.body(), admitted.coding(), memory);
    } else {
      whole = new ScannedPart(this, inspector, admitted.body(), admitted.coding(), memory);
      messages = null;
    }
  }

  @Override
  public void send(byte[] source, int offset, int length) {
    try {
      ticket.out(length);
      out.bytes(source, offset, length);
      sent.addAndGet(length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void bytes(byte[] source, int offset, int length) throws IOException {
    try {
      if (words != null) {
        words.write(source, offset, length);
      }
      if (whole != null && !stopped()) {
        whole.write(source, offset, length);
      }
      if (messages != null) {
        messages.write(source, offset, length);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    stopIfDenied();
  }

  /** Whether both sides talk at once, so that what stands still has to go on. */
  boolean conversation() {
    return messages != null;
  }

  /** Nothing came for a while: what can be decided without more is written. */
  void pause() throws IOException {
    try {
      if (messages != null) {
        messages.pause();
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    stopIfDenied();
  }

  @Override
  public void end(Fields trailers) throws IOException {
    try {
      if (words != null) {
        words.finish();
      }
      if (whole != null && !stopped()) {
        whole.finish();
      }
      if (messages != null) {
        messages.finish();
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    stopIfDenied();
    List<Finding> inTrailers = gatekeeper.scanTrailers(trailers, admitted.body());
    for (Finding finding : inTrailers) {
      found(finding);
      if (admitted.body().actionFor(finding) == ScanAction.REDACT) {
        denying.add(finding);
      }
    }
    stopIfDenied();
    // Trailers may be dropped on the way (RFC 9110 §6.5.1): nothing that decides stands in them.
    out.end(new Fields());
  }

  private void stopIfDenied() throws Denied {
    boolean ended = (whole != null && whole.stopped()) || (messages != null && messages.stopped());
    if (ended || stopped()) {
      throw new Denied();
    }
  }

  @Override
  public boolean stopped() {
    return !denying.isEmpty();
  }

  /** The findings that ended the body. */
  List<Finding> denied() {
    return denying.list();
  }

  @Override
  public void found(Finding finding) {
    findings.add(finding);
    if (admitted.body().actionFor(finding) == ScanAction.DENY) {
      denying.add(finding);
    }
  }

  /** What its route does otherwise with some findings. */
  FindingRules rules() {
    return admitted.route().scan().rules();
  }

  /** What the scanner saw so far. */
  List<Finding> findings() {
    return findings.list();
  }

  /** Bytes of the body written so far. */
  long sent() {
    return sent.get();
  }

  /** Frees what decoding took. */
  @Override
  public void close() {
    if (whole != null) {
      whole.close();
    }
    if (messages != null) {
      messages.close();
    }
  }
}
