package dev.botbottle.gateway;

import dev.botbottle.gateway.coding.Decoding;
import dev.botbottle.gateway.coding.WindowMemory;
import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.http.MessageWriter;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.FindingRules;
import dev.botbottle.scan.ScanAction;
import dev.botbottle.scan.ScanStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A request's body on its way through the scanner to the server. Bytes are written when the scanner
 * releases them; the valid end only when all of the body was scanned.
 */
final class OutwardBody implements BodySink, AutoCloseable {
  /** A finding ended the body. */
  static final class Denied extends IOException {
    private static final long serialVersionUID = 1L;

    Denied() {
      super("the body holds something that must not leave");
    }
  }

  /**
   * A piece of a coded body that waits until what it decodes to was released.
   *
   * @param coded the bytes as received
   * @param end how many decoded bytes there are up to its end
   * @param codedEnd how many coded bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never leaves this class.
  private record Waiting(byte[] coded, long end, long codedEnd) {}

  /**
   * The scan of a coded body as it is: in what a decoder skips something may be written plainly.
   */
  private final class AsCoded implements ScanStream.Output {
    private final ScanStream stream;
    private long taken;
    private long released;

    private AsCoded(ScanStream stream) {
      this.stream = stream;
    }

    @Override
    public void released(byte[] source, int offset, int length) {
      released += length;
    }

    @Override
    public void found(Finding finding) {
      note(finding);
    }
  }

  /** More than the scanner's window ever holds back, however it is coded. */
  private static final int WAITING_LIMIT = 1 << 20;

  private final Admission.Admitted admitted;
  private final Gatekeeper gatekeeper;
  private final ScanStream stream;
  private final Ticket ticket;
  private final MessageWriter out;
  private final @Nullable Decoding decoding;
  private final AsCoded asCoded;
  private final ScanStream.Output output;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Finding> denying = new ArrayList<>();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private long decoded;
  private long released;
  // Written by the upload's thread, read by the exchange's for the record.
  private final AtomicLong sent = new AtomicLong();

  OutwardBody(
      Admission.Admitted admitted,
      Gatekeeper gatekeeper,
      Inspector inspector,
      WindowMemory memory,
      Ticket ticket,
      MessageWriter out) {
    this.admitted = admitted;
    this.gatekeeper = gatekeeper;
    this.ticket = ticket;
    this.out = out;
    this.stream = inspector.outward(admitted.body());
    this.decoding =
        switch (admitted.coding()) {
          case IDENTITY -> null;
          case GZIP -> Decoding.gzip();
          case DEFLATE -> Decoding.deflate();
          case BROTLI -> Decoding.brotli(memory);
          case ZSTD -> Decoding.zstd(memory);
        };
    this.asCoded = new AsCoded(inspector.outward(admitted.body()));
    this.output =
        new ScanStream.Output() {
          @Override
          public void released(byte[] source, int offset, int length) {
            released += length;
            if (decoding == null) {
              send(source, offset, length);
            }
          }

          @Override
          public void found(Finding finding) {
            note(finding);
          }
        };
  }

  private void send(byte[] source, int offset, int length) {
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
      if (decoding == null) {
        scan(source, offset, length);
      } else {
        // The server gets the very bytes that were decoded, and after that.
        asCoded.taken += length;
        asCoded.stream.write(source, offset, length, asCoded);
        stopIfDenied();
        decoding.write(source, offset, length, this::scan);
        byte[] coded = Arrays.copyOfRange(source, offset, offset + length);
        waiting.add(new Waiting(coded, decoded, asCoded.taken));
        waitingBytes += length;
        sendDecided();
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    stopIfDenied();
  }

  private void scan(byte[] source, int offset, int length) {
    decoded += length;
    stream.write(source, offset, length, output);
  }

  private void sendDecided() throws IOException {
    while (!stopped()
        && !waiting.isEmpty()
        && waiting.peek().end() <= released
        && waiting.peek().codedEnd() <= asCoded.released) {
      byte[] coded = waiting.remove().coded();
      waitingBytes -= coded.length;
      send(coded, 0, coded.length);
    }
    if (waitingBytes > WAITING_LIMIT) {
      throw new MalformedMessage("a body that decodes to almost nothing");
    }
  }

  @Override
  public void end(Fields trailers) throws IOException {
    try {
      if (decoding != null) {
        decoding.finish(this::scan);
        asCoded.stream.finish(asCoded);
      }
      stream.finish(output);
      sendDecided();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    stopIfDenied();
    List<Finding> inTrailers = gatekeeper.scanTrailers(trailers, admitted.body());
    for (Finding finding : inTrailers) {
      note(finding);
      if (admitted.body().actionFor(finding) == ScanAction.REDACT) {
        denying.add(finding);
      }
    }
    stopIfDenied();
    // Trailers may be dropped on the way (RFC 9110 §6.5.1): nothing that decides stands in them.
    out.end(new Fields());
  }

  private void stopIfDenied() throws Denied {
    if (stopped()) {
      throw new Denied();
    }
  }

  private boolean stopped() {
    return stream.denied() || asCoded.stream.denied() || !denying.isEmpty();
  }

  /** The findings that ended the body. */
  List<Finding> denied() {
    return List.copyOf(denying);
  }

  private void note(Finding finding) {
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
    return List.copyOf(findings);
  }

  /** Bytes of the body written so far. */
  long sent() {
    return sent.get();
  }

  /** Frees what decoding took. */
  @Override
  public void close() {
    if (decoding != null) {
      decoding.close();
    }
  }
}
