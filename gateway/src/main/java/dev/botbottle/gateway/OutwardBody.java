package dev.botbottle.gateway;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.MessageWriter;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.ScanStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A request's body on its way through the scanner to the server. Bytes are written when the scanner
 * releases them; the valid end only when all of the body was scanned.
 */
final class OutwardBody implements BodySink {
  /** A finding ended the body. */
  static final class Denied extends IOException {
    private static final long serialVersionUID = 1L;

    Denied() {
      super("the body holds something that must not leave");
    }
  }

  private final Admission.Admitted admitted;
  private final Gatekeeper gatekeeper;
  private final ScanStream stream;
  private final MessageWriter out;
  private final List<Finding> findings = new ArrayList<>();
  private final ScanStream.Output output;
  // Written by the upload's thread, read by the exchange's for the record.
  private final AtomicLong sent = new AtomicLong();

  OutwardBody(
      Admission.Admitted admitted, Gatekeeper gatekeeper, Inspector inspector, MessageWriter out) {
    this.admitted = admitted;
    this.gatekeeper = gatekeeper;
    this.out = out;
    this.stream = inspector.outward(admitted.body());
    this.output =
        new ScanStream.Output() {
          @Override
          public void released(byte[] source, int offset, int length) {
            release(source, offset, length);
          }

          @Override
          public void found(Finding finding) {
            findings.add(finding);
          }
        };
  }

  private void release(byte[] source, int offset, int length) {
    try {
      out.bytes(source, offset, length);
      sent.addAndGet(length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void bytes(byte[] source, int offset, int length) throws IOException {
    try {
      stream.write(source, offset, length, output);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    stopIfDenied();
  }

  @Override
  public void end(Fields trailers) throws IOException {
    try {
      stream.finish(output);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    stopIfDenied();
    List<Finding> inTrailers = gatekeeper.scanTrailers(trailers, admitted.body());
    if (!inTrailers.isEmpty()) {
      findings.addAll(inTrailers);
      throw new Denied();
    }
    // Trailers may be dropped on the way (RFC 9110 §6.5.1): nothing that decides stands in them.
    out.end(new Fields());
  }

  private void stopIfDenied() throws Denied {
    if (stream.denied()) {
      throw new Denied();
    }
  }

  /** What the scanner saw so far. */
  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Bytes of the body written so far. */
  long sent() {
    return sent.get();
  }
}
