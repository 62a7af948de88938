package dev.botbottle.gateway;

import dev.botbottle.gateway.coding.WindowMemory;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.scan.ScanProfile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a gRPC call on their way out: each is scanned as one, undone first where its flag
 * says that it is coded, and leaves when it is whole or stands still.
 */
final class GrpcMessages implements GrpcParser.Parts, AutoCloseable {
  private final GrpcParser parser;
  private final ScannedPart.Owner owner;
  private final Inspector inspector;
  private final ScanProfile profile;
  private final ContentCoding coding;
  private final WindowMemory memory;
  private @Nullable ScannedPart message;

  /**
   * @param coding what the messages that say so are coded with
   */
  @SuppressWarnings("this-escape") // The parser calls back when it is fed.
  GrpcMessages(
      ScannedPart.Owner owner,
      Inspector inspector,
      ScanProfile profile,
      ContentCoding coding,
      WindowMemory memory) {
    this.parser = new GrpcParser(this);
    this.owner = owner;
    this.inspector = inspector;
    this.profile = profile;
    this.coding = coding;
    this.memory = memory;
  }

  void write(byte[] source, int offset, int length) throws IOException {
    parser.read(source, offset, length);
  }

  @Override
  public void begin(byte[] prefix) throws IOException {
    if (prefix[0] != 0 && (prefix[0] != 1 || coding == ContentCoding.IDENTITY)) {
      throw new MalformedMessage("a gRPC message coded in a way that its head does not name");
    }
    ContentCoding its = prefix[0] == 0 ? ContentCoding.IDENTITY : coding;
    message = new ScannedPart(owner, inspector, profile, its, memory);
    owner.send(prefix, 0, prefix.length);
  }

  @Override
  public void payload(byte[] source, int offset, int length) throws IOException {
    if (message != null) {
      message.write(source, offset, length);
    }
  }

  @Override
  public void end() throws IOException {
    try (ScannedPart whole = message) {
      if (whole != null) {
        whole.finish();
      }
    }
    message = null;
  }

  /** Nothing came for a while. */
  void pause() throws IOException {
    if (message != null) {
      message.pause();
    }
  }

  /** The body's end. */
  void finish() throws MalformedMessage {
    if (!parser.between()) {
      throw new MalformedMessage("a gRPC message that is cut off");
    }
  }

  /** Whether a finding has ended the call. */
  @Override
  public boolean stopped() {
    return owner.stopped() || (message != null && message.stopped());
  }

  @Override
  public void close() {
    if (message != null) {
      message.close();
    }
  }
}
