package dev.botbottle.gateway;

import dev.botbottle.gateway.coding.Decoding;
import dev.botbottle.gateway.coding.WindowMemory;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.ScanProfile;
import dev.botbottle.scan.ScanStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Something that is scanned as one on its way out: a whole body, or one message of it. Coded bytes
 * leave as they came, once what they decode to is known and was released.
 */
final class ScannedPart implements AutoCloseable {
  /** Takes what is released and found. */
  interface Owner {
    /** May leave now; an {@link IOException} comes as an {@link java.io.UncheckedIOException}. */
    void send(byte[] source, int offset, int length);

    void found(Finding finding);

    /** What the bytes say, before it is scanned; only valid during the call. */
    default void says(byte[] source, int offset, int length) {}

    /** Whether a finding forbids that anything more leaves. */
    boolean stopped();
  }

  /**
   * A coded piece that waits until what it decodes to was released.
   *
   * @param coded the bytes as received
   * @param end how many decoded bytes there are up to its end
   * @param codedEnd how many coded bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never leaves this class.
  private record Waiting(byte[] coded, long end, long codedEnd) {}

  /** The scan of coded bytes as they are: in what a decoder skips something may stand plainly. */
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
      owner.found(finding);
    }
  }

  /** The scan of what the bytes say. */
  private final class AsMeant implements ScanStream.Output {
    @Override
    public void released(byte[] source, int offset, int length) {
      released += length;
      if (decoding == null) {
        owner.send(source, offset, length);
      }
    }

    @Override
    public void found(Finding finding) {
      owner.found(finding);
    }
  }

  /** A coded piece that the decoder may not have understood to its end. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never leaves this class.
  private record Unread(byte[] coded, long codedEnd) {}

  /** More than the scanner's window ever holds back, however it is coded. */
  private static final int WAITING_LIMIT = 1 << 20;

  /** Pieces are kept together up to this: one of a single byte takes as much as one of sixty. */
  private static final int TOGETHER = 1_024;

  /** What waits is taken from what all bodies have in steps of so much, but for the first. */
  private static final int STEP = 64 * 1_024;

  private final Owner owner;
  private final ScanStream stream;
  private final @Nullable Decoding decoding;
  private final @Nullable AsCoded asCoded;
  private final AsMeant output = new AsMeant();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final ArrayDeque<Unread> unread = new ArrayDeque<>();
  private final WindowMemory memory;
  private long waitingBytes;
  private int taken;
  private long decoded;
  private long released;

  ScannedPart(
      Owner owner,
      Inspector inspector,
      ScanProfile profile,
      ContentCoding coding,
      WindowMemory memory) {
    this.owner = owner;
    this.memory = memory;
    this.stream = inspector.outward(profile);
    this.decoding = coding.decoding(memory);
    this.asCoded = decoding == null ? null : new AsCoded(inspector.outward(profile));
  }

  void write(byte[] source, int offset, int length) throws IOException {
    if (decoding == null || asCoded == null) {
      scan(source, offset, length);
      return;
    }
    // The server gets the very bytes that were decoded, and after that.
    asCoded.taken += length;
    asCoded.stream.write(source, offset, length, asCoded);
    if (stopped()) {
      return;
    }
    decoding.write(source, offset, length, this::scan);
    byte[] coded = Arrays.copyOfRange(source, offset, offset + length);
    Unread before = unread.peekLast();
    if (before != null && before.coded().length + length <= TOGETHER) {
      coded = joined(unread.removeLast().coded(), coded);
    }
    unread.add(new Unread(coded, asCoded.taken));
    waitingBytes += length;
    sendDecided();
  }

  private void scan(byte[] source, int offset, int length) {
    decoded += length;
    owner.says(source, offset, length);
    if (owner.stopped()) {
      return;
    }
    stream.write(source, offset, length, output);
  }

  /** What a piece says is known when the decoder has handed on all up to its end. */
  private void read() {
    if (decoding == null || asCoded == null) {
      return;
    }
    long known = asCoded.taken - decoding.held();
    while (!unread.isEmpty() && unread.peek().codedEnd() <= known) {
      Unread piece = unread.remove();
      byte[] coded = piece.coded();
      Waiting before = waiting.peekLast();
      if (before != null && before.coded().length + coded.length <= TOGETHER) {
        coded = joined(waiting.removeLast().coded(), coded);
      }
      waiting.add(new Waiting(coded, decoded, piece.codedEnd()));
    }
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** How many pieces wait. */
  int pieces() {
    return unread.size() + waiting.size();
  }

  private void sendDecided() throws IOException {
    read();
    while (!stopped()
        && asCoded != null
        && !waiting.isEmpty()
        && waiting.peek().end() <= released
        && waiting.peek().codedEnd() <= asCoded.released) {
      byte[] coded = waiting.remove().coded();
      waitingBytes -= coded.length;
      owner.send(coded, 0, coded.length);
    }
    // As much as the decoder has not told yet, and as much as it told at once.
    long held = decoding == null ? 0 : 2L * decoding.most();
    if (waitingBytes > WAITING_LIMIT + held) {
      throw new MalformedMessage("a body that decodes to almost nothing");
    }
    while (waitingBytes > taken + STEP) {
      memory.hold(STEP);
      taken += STEP;
    }
  }

  /** Decides what can be decided without more. */
  void pause() throws IOException {
    stream.flush(output);
    if (asCoded != null) {
      asCoded.stream.flush(asCoded);
    }
    sendDecided();
  }

  void finish() throws IOException {
    if (decoding != null && asCoded != null) {
      decoding.finish(this::scan);
      asCoded.stream.finish(asCoded);
    }
    stream.finish(output);
    sendDecided();
  }

  /** Whether a finding has ended it. */
  boolean stopped() {
    return stream.denied() || (asCoded != null && asCoded.stream.denied()) || owner.stopped();
  }

  /** Frees what decoding took, and what waited. */
  @Override
  public void close() {
    memory.release(taken);
    taken = 0;
    if (decoding != null) {
      decoding.close();
    }
  }
}
