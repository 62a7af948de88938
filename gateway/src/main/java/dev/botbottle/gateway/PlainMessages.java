package dev.botbottle.gateway;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.http.ResponseHead;
import java.io.IOException;

/**
 * Lets gRPC messages pass that are not coded, and breaks off at one that says it is: from where a
 * credential goes nothing is passed on that could not be searched for it, whatever the head said.
 */
final class PlainMessages implements BodySink, GrpcParser.Parts {
  /** The flag of a coded message, the only one besides 0 that gRPC knows. */
  private static final int CODED = 1;

  /** gRPC-Web writes its trailers as a message with this bit. */
  private static final int TRAILERS = 0x80;

  private final BodySink to;
  private final GrpcParser parser;

  @SuppressWarnings("this-escape") // The parser calls back when it is fed.
  private PlainMessages(BodySink to) {
    this.to = to;
    this.parser = new GrpcParser(this);
  }

  /** The sink, with this before it where an answer is one that has to be searched. */
  static BodySink over(BodySink to, Admission.Admitted admitted, ResponseHead response) {
    return admitted.bound() && GrpcParser.in(response.fields()) ? new PlainMessages(to) : to;
  }

  @Override
  public void bytes(byte[] source, int offset, int length) throws IOException {
    parser.read(source, offset, length);
    to.bytes(source, offset, length);
  }

  @Override
  public void end(Fields trailers) throws IOException {
    to.end(trailers);
  }

  @Override
  public void begin(byte[] prefix) throws MalformedMessage {
    // With any other flag it is no gRPC; then the body is what was searched as a whole.
    if ((prefix[0] & ~TRAILERS & 0xff) == CODED) {
      throw new MalformedMessage("a coded gRPC message although it was asked not to");
    }
  }

  @Override
  public void payload(byte[] source, int offset, int length) {}

  @Override
  public void end() {}

  @Override
  public boolean stopped() {
    return false;
  }
}
