package dev.botbottle.gateway;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.MessageWriter;
import dev.botbottle.policy.Field;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.ScanStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response's body on its way to the client: reflected credentials masked, the rest at once. */
final class InwardBody implements BodySink, ScanStream.Output {
  private final Inspector inspector;
  private final MessageWriter out;
  private final Ticket ticket;
  private final @Nullable ScanStream stream;
  private final boolean trailersPass;
  private final List<Finding> findings = new ArrayList<>();
  private long passed;

  InwardBody(
      Inspector inspector, MessageWriter out, Ticket ticket, boolean masked, boolean trailersPass) {
    this.inspector = inspector;
    this.out = out;
    this.ticket = ticket;
    this.stream = masked ? inspector.inward() : null;
    this.trailersPass = trailersPass;
  }

  @Override
  public void released(byte[] source, int offset, int length) {
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
    findings.add(finding);
  }

  @Override
  public void bytes(byte[] source, int offset, int length) throws IOException {
    try {
      if (stream == null) {
        released(source, offset, length);
      } else {
        stream.write(source, offset, length, this);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The server pauses: what can be decided now is sent now. */
  void pause() throws IOException {
    try {
      if (stream != null) {
        stream.flush(this);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    out.flush();
  }

  @Override
  public void end(Fields trailers) throws IOException {
    try {
      if (stream != null) {
        stream.finish(this);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    var masked = new Fields();
    if (trailersPass) {
      for (Field field : trailers.lines()) {
        masked.add(field.name(), inspector.maskInward(field.value()));
      }
      HopByHop.remove(masked);
      masked.remove("set-cookie");
    }
    out.end(masked);
  }

  List<Finding> findings() {
    return findings;
  }

  long passed() {
    return passed;
  }
}
