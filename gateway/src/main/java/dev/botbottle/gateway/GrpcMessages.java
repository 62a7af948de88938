package dev.botbottle.gateway;

import dev.botbottle.gateway.coding.WindowMemory;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.ScanProfile;
import dev.botbottle.scan.ScanStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a gRPC call on their way out: each is scanned as one, undone first where its flag
 * says that it is coded, and leaves when it is whole or stands still. Whoever reads the body
 * otherwise than as messages shall find no more in it: all bytes are scanned as one, and what all
 * messages say. That holds nothing back, but ends the call.
 */
final class GrpcMessages implements GrpcParser.Parts, AutoCloseable {
  private final GrpcParser parser;
  private final ScanStream bytes;
  private final ScanStream words;
  private final ScannedPart.Owner owner;
  private final Inspector inspector;
  private final ScanProfile profile;
  private final ContentCoding coding;
  private final WindowMemory memory;
  private final Whole whole = new Whole();
  private @Nullable ScannedPart message;

  /** What the messages belong to: scans it as one, and only tells what it finds. */
  private final class Whole implements ScannedPart.Owner, ScanStream.Output {
    @Override
    public void says(byte[] source, int offset, int length) {
      words.write(source, offset, length, this);
    }

    @Override
    public void send(byte[] source, int offset, int length) {
      owner.send(source, offset, length);
    }

    @Override
    public void released(byte[] source, int offset, int length) {}

    @Override
    public void found(Finding finding) {
      owner.found(finding);
    }

    @Override
    public boolean stopped() {
      return denied();
    }
  }

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
    this.bytes = inspector.outward(profile);
    this.words = inspector.outward(profile);
    this.owner = owner;
    this.inspector = inspector;
    this.profile = profile;
    this.coding = coding;
    this.memory = memory;
  }

  void write(byte[] source, int offset, int length) throws IOException {
    bytes.write(source, offset, length, whole);
    parser.read(source, offset, length);
  }

  @Override
  public void begin(byte[] prefix) throws IOException {
    if (prefix[0] != 0 && (prefix[0] != 1 || coding == ContentCoding.IDENTITY)) {
      throw new MalformedMessage("a gRPC message coded in a way that its head does not name");
    }
    ContentCoding its = prefix[0] == 0 ? ContentCoding.IDENTITY : coding;
    message = new ScannedPart(whole, inspector, profile, its, memory);
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
    try (ScannedPart ended = message) {
      if (ended != null) {
        ended.finish();
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
    bytes.finish(whole);
    words.finish(whole);
    if (!denied() && !parser.between()) {
      throw new MalformedMessage("a gRPC message that is cut off");
    }
  }

  /** Whether a finding has ended the call. */
  @Override
  public boolean stopped() {
    return denied() || (message != null && message.stopped());
  }

  private boolean denied() {
    return owner.stopped() || bytes.denied() || words.denied();
  }

  @Override
  public void close() {
    if (message != null) {
      message.close();
    }
  }
}
