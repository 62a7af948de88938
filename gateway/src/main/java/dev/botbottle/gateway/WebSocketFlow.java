package dev.botbottle.gateway;

import dev.botbottle.gateway.websocket.FrameParser;
import dev.botbottle.gateway.websocket.FrameSink;
import dev.botbottle.gateway.websocket.FrameWriter;
import dev.botbottle.gateway.websocket.Opcode;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.ScanStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a WebSocket: frames come in, the messages in them go through the scanner, and
 * what it released goes out in frames of the gateway's own. Memory is constant for messages of any
 * length. Owned by one thread at a time.
 *
 * <p>Frames are made anew, so neither how a message was cut, masked and compressed says anything to
 * the other side: a message of up to {@link #LARGEST} bytes leaves as one frame, a longer one in
 * fragments, and none compressed (RFC 7692 §6 lets each be sent without).
 */
final class WebSocketFlow implements FrameSink, AutoCloseable {
  /** A finding ended the connection. */
  static final class Denied extends IOException {
    private static final long serialVersionUID = 1L;

    Denied() {
      super("the message holds something that must not leave");
    }
  }

  /** Bytes of a message that are gathered before a fragment of it is sent. */
  private static final int LARGEST = 65_535;

  private static final int SMALLEST = 1_024;

  /** What stands between two texts for whoever reads them in a row. */
  private static final byte[] LINE_END = {'\n'};

  private final FrameParser parser;
  private final FrameWriter out;
  private final WebSocketScan scan;
  private final Tally tally;
  private final AnswerWatch watch;
  private final Findings findings = new Findings();
  private final Findings denying = new Findings();
  private final Passage message = new Passage();
  // Written by whoever owns the flow, read by the exchange's thread for the record.
  private final AtomicLong passed = new AtomicLong();

  WebSocketFlow(FrameParser parser, FrameWriter out, WebSocketScan scan, Tally tally) {
    this.parser = parser;
    this.out = out;
    this.scan = scan;
    this.tally = tally;
    this.watch = scan.watch();
  }

  /** A message or a control frame on its way through the scanner. */
  private final class Passage implements ScanStream.Output {
    private Opcode kind = Opcode.TEXT;
    private @Nullable ScanStream stream;
    private boolean begun;
    private byte[] room = new byte[FrameWriter.HEADROOM + SMALLEST];
    private int used;

    void open(Opcode opcode) {
      kind = opcode;
      stream = scan.stream(opcode);
      begun = false;
      used = 0;
    }

    void write(byte[] source, int offset, int length) throws IOException {
      if (kind != Opcode.TEXT) {
        pass(source, offset, length);
        return;
      }
      watch.before(source, offset, length);
      pass(source, offset, length);
      watch.after(source, offset, length);
    }

    private void pass(byte[] source, int offset, int length) throws IOException {
      try {
        if (stream == null) {
          released(source, offset, length);
        } else {
          stream.write(source, offset, length, this);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      stopIfDenied();
    }

    void close() throws IOException {
      try {
        if (stream != null) {
          stream.finish(this);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      stopIfDenied();
      stream = null;
      send(true);
    }

    /** Decides what can be decided without more. */
    void pause() throws IOException {
      if (waits()) {
        return;
      }
      try {
        if (stream != null) {
          stream.flush(this);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      stopIfDenied();
      sendDecided();
    }

    /** Whether the text so far may end in what is denied, and the next byte says so. */
    private boolean waits() {
      return kind == Opcode.TEXT && watch.whole();
    }

    void sendDecided() throws IOException {
      if (used > 0 && !waits()) {
        send(false);
      }
    }

    private void send(boolean last) throws IOException {
      // A finding may have been made behind bytes that could still leave: they do not.
      stopIfDenied();
      int length = used;
      tally.add(length);
      out.frame(begun ? Opcode.CONTINUATION : kind, last, room, length);
      begun = true;
      used = 0;
      passed.addAndGet(length);
    }

    private void stopIfDenied() throws Denied {
      if (!denying.isEmpty() || (stream != null && stream.denied())) {
        throw new Denied();
      }
    }

    @Override
    public void released(byte[] source, int offset, int length) {
      int at = offset;
      int left = length;
      while (left > 0) {
        int n = Math.min(left, LARGEST - used);
        if (n == 0) {
          try {
            send(false);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          continue;
        }
        reserve(used + n);
        System.arraycopy(source, at, room, FrameWriter.HEADROOM + used, n);
        used += n;
        at += n;
        left -= n;
      }
    }

    private void reserve(int length) {
      int capacity = room.length - FrameWriter.HEADROOM;
      if (capacity < length) {
        int more = Math.min(LARGEST, Math.max(length, 2 * capacity));
        room = Arrays.copyOf(room, FrameWriter.HEADROOM + more);
      }
    }

    @Override
    public void found(Finding finding) {
      if (scan.denies(kind, finding)) {
        denying.add(finding);
      } else {
        findings.add(finding);
      }
    }
  }

  /**
   * Takes what arrived.
   *
   * @param source is overwritten
   */
  void take(byte[] source, int length) throws IOException {
    parser.read(source, 0, length, this);
  }

  /** Whether a message is on its way. */
  boolean inMessage() {
    return parser.inMessage();
  }

  /** Nothing came for a while. */
  void pause() throws IOException {
    if (parser.inMessage()) {
      message.pause();
    }
  }

  /**
   * Nothing comes any more.
   *
   * @throws EOFException when that cuts something off, so that it does not look whole
   */
  void end() throws EOFException {
    if (!parser.between()) {
      throw new EOFException("a WebSocket that ended within a message");
    }
  }

  @Override
  public void begin(Opcode kind) {
    message.open(kind);
  }

  @Override
  public void payload(byte[] source, int offset, int length) throws IOException {
    message.write(source, offset, length);
  }

  @Override
  public void endMessage() throws IOException {
    if (message.kind == Opcode.TEXT) {
      watch.look(LINE_END, 0, LINE_END.length); // before the last of the message leaves
    }
    message.close();
  }

  @Override
  public void control(Opcode kind, byte[] payload) throws IOException {
    if (parser.inMessage()) {
      message.sendDecided();
    }
    var frame = new Passage();
    frame.open(kind);
    frame.write(payload, 0, payload.length);
    frame.close();
  }

  /** The findings that ended the connection. */
  List<Finding> denied() {
    return denying.list();
  }

  /** What was seen and passed, or was masked: each once. */
  List<Finding> findings() {
    List<Finding> all = new ArrayList<>(findings.list());
    all.addAll(watch.findings());
    return all;
  }

  /** Frees what reading took; nothing may be taken after that. */
  @Override
  public void close() {
    parser.close();
  }

  /** Bytes of payload that left. */
  long passed() {
    return passed.get();
  }
}
