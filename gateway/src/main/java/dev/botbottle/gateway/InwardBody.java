package dev.botbottle.gateway;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.ResponseSink;
import dev.botbottle.policy.Field;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.ScanStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response's body on its way to the client: reflected credentials masked, the rest at once. */
final class InwardBody implements BodySink, ScanStream.Output, GrpcParser.Parts {
  private final Inspector inspector;
  private final ResponseSink out;
  private final Ticket ticket;
  private final boolean trailersPass;
  private final @Nullable GrpcParser messages;
  private @Nullable ScanStream stream;
  private final List<Finding> findings = new ArrayList<>();
  private long passed;

  /**
   * @param messages whether it is a row of gRPC messages: then each is masked as one, and nothing
   *     of it waits for the next
   */
  @SuppressWarnings("this-escape") // The parser calls back when it is fed.
  InwardBody(
      Inspector inspector,
      ResponseSink out,
      Ticket ticket,
      boolean masked,
      boolean messages,
      boolean trailersPass) {
    this.inspector = inspector;
    this.out = out;
    this.ticket = ticket;
    this.trailersPass = trailersPass;
    this.messages = masked && messages ? new GrpcParser(this) : null;
    this.stream = masked && !messages ? inspector.inward() : null;
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
    stream = inspector.inward();
  }

  @Override
  public void payload(byte[] source, int offset, int length) {
    if (stream == null) {
      released(source, offset, length);
    } else {
      stream.write(source, offset, length, this);
    }
  }

  @Override
  public void end() {
    if (stream != null) {
      stream.finish(this);
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
