package dev.botbottle.gateway;

import dev.botbottle.scan.Finding;
import dev.botbottle.scan.ScanProfile;
import dev.botbottle.scan.ScanStream;
import java.io.IOException;

/**
 * What a body of HTTP/1.1 that calls itself gRPC says where somebody takes it for messages: a
 * secret a byte a message is one then. Only finds; the body is scanned as any other as well.
 */
final class GrpcWords implements GrpcParser.Parts, ScanStream.Output {
  private final GrpcParser parser;
  private final ScanStream words;
  private final ScannedPart.Owner owner;

  @SuppressWarnings("this-escape") // The parser calls back when it is fed.
  GrpcWords(ScannedPart.Owner owner, Inspector inspector, ScanProfile profile) {
    this.parser = new GrpcParser(this);
    this.words = inspector.outward(profile);
    this.owner = owner;
  }

  void write(byte[] source, int offset, int length) throws IOException {
    parser.read(source, offset, length);
  }

  void finish() {
    words.finish(this);
  }

  @Override
  public void begin(byte[] prefix) {}

  @Override
  public void payload(byte[] source, int offset, int length) {
    words.write(source, offset, length, this);
  }

  @Override
  public void end() {}

  @Override
  public boolean stopped() {
    return words.denied() || owner.stopped();
  }

  @Override
  public void released(byte[] source, int offset, int length) {}

  @Override
  public void found(Finding finding) {
    owner.found(finding);
  }
}
