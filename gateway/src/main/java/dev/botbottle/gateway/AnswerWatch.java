package dev.botbottle.gateway;

import dev.botbottle.gateway.coding.Decoding;
import dev.botbottle.gateway.coding.WindowMemory;
import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.http.ResponseHead;
import dev.botbottle.gateway.http.Shelf;
import dev.botbottle.policy.Instructions;
import dev.botbottle.policy.ScanSettings;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.Severity;
import dev.botbottle.scan.injection.InjectionWatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Watches an answer's body go by for what reads like instructions to a model. It changes nothing:
 * where they are only to be told, what passes is put by and looked at when there is nothing to
 * pass, or too much is put by; where they are denied, a piece is looked at before it passes.
 */
final class AnswerWatch implements AutoCloseable {
  /** An answer's body of 16 KiB with its head, in records of TLS. */
  static final int ROOM = 21 * 1024;

  /**
   * What is told of is looked for in so much of an answer: the indexes of packages, which are the
   * longest texts that programs fetch every day, are shorter.
   */
  static final long TOLD_OF = 64L << 20;

  private static final byte[] NOTHING = {};

  private final boolean denies;
  private final @Nullable InjectionWatch watch;
  private final @Nullable Decoding decoding;
  private byte[] held = NOTHING;

  private final @Nullable Shelf shelf;

  /** What has passed and was not looked at yet. */
  private byte[] later = NOTHING;

  private int putBy;
  private boolean over;
  private long seen;

  /** From where on it passed unread, or less than 0. */
  private long unread = -1;

  private AnswerWatch(
      boolean denies,
      @Nullable InjectionWatch watch,
      @Nullable Decoding decoding,
      @Nullable Shelf shelf) {
    this.denies = denies;
    this.shelf = shelf;
    this.watch = watch;
    this.decoding = decoding;
    this.over = watch == null;
  }

  /**
   * The watch over one answer.
   *
   * @param memory for codings that look back through windows
   * @param shelf has the room for what is looked at later
   * @throws InstructionsFound when its route denies them and it cannot be looked through
   */
  static AnswerWatch of(ScanSettings scan, ResponseHead response, WindowMemory memory, Shelf shelf)
      throws InstructionsFound {
    boolean denies = scan.instructions() == Instructions.DENY;
    if (scan.instructions() == Instructions.EXPECTED
        || !response.framing().hasBody()
        || !isText(response.fields())) {
      return none();
    }
    Optional<ContentCoding> coding =
        ContentCoding.of(response.fields()).filter(each -> !denies || each.toldAtOnce());
    if (coding.isEmpty()) {
      if (denies) {
        throw new InstructionsFound(unreadable());
      }
      AnswerWatch blind = none();
      blind.unread = 0;
      return blind;
    }
    return new AnswerWatch(denies, new InjectionWatch(), coding.get().decoding(memory), shelf);
  }

  /** A watch that looks at nothing. */
  static AnswerWatch none() {
    return new AnswerWatch(false, null, null, null);
  }

  /** The watch over the texts that come over a WebSocket, as one row of lines. */
  static AnswerWatch ofMessages(ScanSettings scan) {
    return scan.instructions() == Instructions.EXPECTED
        ? none()
        : new AnswerWatch(
            scan.instructions() == Instructions.DENY, new InjectionWatch(), null, null);
  }

  /** What a program would show a model: texts, and what has not exactly one type. */
  private static boolean isText(Fields fields) {
    List<String> types = fields.all("content-type");
    String type = types.size() == 1 ? types.getFirst().toLowerCase(Locale.ROOT) : "";
    int end = type.indexOf(';');
    String name = (end < 0 ? type : type.substring(0, end)).strip();
    if (name.indexOf('/') < 0 || type.indexOf(',') >= 0) {
      return true;
    }
    return (name.startsWith("text/") && !name.equals("text/css"))
        // As lines, in a sequence (RFC 7464) or behind a plus too.
        || name.contains("json")
        // Obsolete names of text/javascript (RFC 9239 §6).
        || name.endsWith("javascript")
        || name.endsWith("xml")
        || name.endsWith("yaml")
        || name.endsWith("markdown");
  }

  /** Whether an answer may be denied for what stands in it. */
  boolean denies() {
    return denies;
  }

  /** The sink with this watch before or behind it. */
  BodySink over(BodySink sink) {
    if (over) {
      return sink;
    }
    return denies ? lookingFirst(sink) : lookingLater(sink);
  }

  private BodySink lookingFirst(BodySink sink) {
    return new BodySink() {
      @Override
      public void bytes(byte[] source, int offset, int length) throws IOException {
        look(source, offset, length);
        passHeld(sink);
        if (whole()) {
          held = Arrays.copyOfRange(source, offset, offset + length);
        } else {
          sink.bytes(source, offset, length);
        }
      }

      @Override
      public void end(Fields trailers) throws IOException {
        finish();
        passHeld(sink);
        sink.end(trailers);
      }
    };
  }

  private BodySink lookingLater(BodySink sink) {
    return new BodySink() {
      @Override
      public void bytes(byte[] source, int offset, int length) throws IOException {
        sink.bytes(source, offset, length);
        if (length > 0 && !over) {
          if (seen + putBy < TOLD_OF) {
            putBy(source, offset, length);
          } else {
            unreadFrom(seen + putBy);
          }
        }
      }

      @Override
      public void end(Fields trailers) throws IOException {
        sink.end(trailers);
      }
    };
  }

  private void putBy(byte[] source, int offset, int length) throws InstructionsFound {
    int room = shelf == null ? 0 : shelf.size();
    if (putBy + length > room) {
      catchUp();
    }
    if (shelf == null || length > room) {
      look(source, offset, length);
      return;
    }
    if (later.length == 0) {
      later = shelf.take();
    }
    System.arraycopy(source, offset, later, putBy, length);
    putBy += length;
  }

  /** Looks at what has passed: there is nothing to pass now. */
  void catchUp() throws InstructionsFound {
    int count = putBy;
    putBy = 0;
    if (count > 0) {
      look(later, 0, count);
    }
  }

  private void passHeld(BodySink sink) throws IOException {
    if (held.length > 0) {
      byte[] piece = held;
      held = NOTHING;
      sink.bytes(piece, 0, piece.length);
    }
  }

  /**
   * Whether what was looked at ends in the last word of something denied, which the next byte makes
   * whole or another word: it waits for that byte.
   */
  boolean whole() {
    return denies && !over && watch != null && watch.wouldNotice();
  }

  /** Looks at what has passed and was not looked at; the answer has ended. */
  void catchUpToEnd() throws InstructionsFound {
    if (!denies) {
      catchUp();
      finish();
    }
  }

  /** Looks at a piece that the caller passes on next, where it may be denied. */
  void before(byte[] source, int offset, int length) throws InstructionsFound {
    if (denies) {
      look(source, offset, length);
    }
  }

  /** Looks at a piece that the caller has passed on, where nothing is denied. */
  void after(byte[] source, int offset, int length) throws InstructionsFound {
    if (!denies) {
      look(source, offset, length);
    }
  }

  /** Looks at a piece of the text. */
  void look(byte[] source, int offset, int length) throws InstructionsFound {
    if (over || watch == null) {
      return;
    }
    try {
      if (decoding == null) {
        take(source, offset, length);
      } else {
        decoding.write(source, offset, length, this::take);
      }
    } catch (MalformedMessage | RuntimeException e) {
      stopReading();
    }
    denyIfFound();
  }

  private void take(byte[] source, int offset, int length) {
    if (watch != null && (denies || seen < TOLD_OF)) {
      watch.write(source, offset, length);
      seen += length;
    } else {
      unreadFrom(seen);
    }
  }

  private void finish() throws InstructionsFound {
    if (over || watch == null) {
      return;
    }
    try {
      if (decoding != null) {
        decoding.finish(this::take);
      }
    } catch (MalformedMessage | RuntimeException e) {
      stopReading();
    }
    watch.finish();
    denyIfFound();
  }

  /** A body that cannot be looked through passes where nothing is denied anyway. */
  private void stopReading() throws InstructionsFound {
    over = true;
    if (denies) {
      throw new InstructionsFound(unreadable());
    }
    unreadFrom(seen);
  }

  private void unreadFrom(long position) {
    unread = unread < 0 ? position : unread;
  }

  private void denyIfFound() throws InstructionsFound {
    if (denies && watch != null && !watch.findings().isEmpty()) {
      throw new InstructionsFound(Refusal.instructions(watch.findings()));
    }
  }

  private static Refusal unreadable() {
    return Refusal.forbidden(
        "scan:injection:unreadable",
        "the answer cannot be looked through for instructions, which its route denies",
        "the user can set \"instructions\" of the route's \"scan\" to \"warn\"");
  }

  /** What was noticed and passed on, and that something passed unread. */
  List<Finding> findings() {
    List<Finding> noticed = denies || watch == null ? List.of() : watch.findings();
    if (denies || unread < 0) {
      return noticed;
    }
    var all = new ArrayList<>(noticed);
    all.add(
        new Finding(
            "injection:unread",
            new Place.Answer(unread),
            "not looked through from here on",
            Severity.LOW,
            "Nobody knows whether there are instructions in it; \"deny\" lets no such answer pass."));
    return all;
  }

  @Override
  public void close() {
    if (shelf != null && later.length > 0) {
      shelf.put(later);
      later = NOTHING;
    }
    if (decoding != null) {
      decoding.close();
    }
  }

  /** The first piece of a body, looked at while the client has nothing of the answer yet. */
  static final class FirstPiece implements BodySink {
    private final List<byte[]> pieces = new ArrayList<>();
    private @Nullable Fields trailers;

    @Override
    public void bytes(byte[] source, int offset, int length) {
      pieces.add(Arrays.copyOfRange(source, offset, offset + length));
    }

    @Override
    public void end(Fields last) {
      trailers = last;
    }

    /** Whether nothing has come yet. */
    boolean isEmpty() {
      return pieces.isEmpty() && trailers == null;
    }

    /** Passes on what came. */
    void replay(BodySink sink) throws IOException {
      for (byte[] piece : pieces) {
        sink.bytes(piece, 0, piece.length);
      }
      if (trailers != null) {
        sink.end(trailers);
      }
    }
  }
}
