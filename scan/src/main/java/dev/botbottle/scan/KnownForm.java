package dev.botbottle.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value of this session in one encoding. Immutable; prints nothing of the value. */
final class KnownForm implements Pattern {
  /**
   * How many leading bytes are the keyword of the automaton. The rest is compared in place, so the
   * table does not grow with the length of secrets.
   */
  static final int KEYWORD = 8;

  private final String name;
  private final KnownSecret.Kind kind;
  private final String encoding;
  private final byte[] form;
  private final List<byte[]> keywords;
  private final Writing writing;
  private final int secretLength;

  /** How the bytes of a form may be written. */
  private enum Writing {
    AS_IS,
    IN_EITHER_CASE,
    /** Any of them as an escape. */
    ESCAPED,
    /** Escapes of escapes undone as far as may be. */
    ESCAPED_AGAIN
  }

  private KnownForm(
      KnownSecret secret, String encoding, byte[] form, List<byte[]> keywords, Writing writing) {
    this.name = secret.name();
    this.kind = secret.kind();
    this.secretLength = secret.value().length();
    this.encoding = encoding;
    this.form = form;
    this.keywords = keywords;
    this.writing = writing;
  }

  /** Exactly these bytes. */
  static KnownForm asIs(KnownSecret secret, String encoding, byte[] form) {
    return new KnownForm(secret, encoding, form, List.of(keyword(form)), Writing.AS_IS);
  }

  /** These bytes, letters in either case. */
  static KnownForm inEitherCase(KnownSecret secret, String encoding, byte[] form) {
    byte[] keyword = keyword(form);
    byte[] upper = keyword.clone();
    for (int i = 0; i < upper.length; i++) {
      if (upper[i] >= 'a' && upper[i] <= 'z') {
        upper[i] = (byte) (upper[i] - 32);
      }
    }
    List<byte[]> keywords =
        Arrays.equals(upper, keyword) ? List.of(keyword) : List.of(keyword, upper);
    return new KnownForm(secret, encoding, form, keywords, Writing.IN_EITHER_CASE);
  }

  /**
   * These bytes, each as it is or as an escape. Where escapes begin with one of them, what an
   * escape of it stands for may be one as well, or not: both are tried.
   */
  static List<KnownForm> escaped(KnownSecret secret, byte[] form) {
    List<byte[]> keywords = Spellings.of(form, Math.min(KEYWORD, form.length));
    List<KnownForm> forms = new ArrayList<>();
    forms.add(new KnownForm(secret, "escapes", form, keywords, Writing.ESCAPED));
    for (byte b : form) {
      if (EscapedByte.begins(b)) {
        forms.add(new KnownForm(secret, "escapes", form, keywords, Writing.ESCAPED_AGAIN));
        break;
      }
    }
    return forms;
  }

  private static byte[] keyword(byte[] form) {
    return Arrays.copyOf(form, Math.min(KEYWORD, form.length));
  }

  private boolean escaped() {
    return writing == Writing.ESCAPED || writing == Writing.ESCAPED_AGAIN;
  }

  String name() {
    return name;
  }

  /** Adds the signs it holds, and those it is found by; whether there are any of these. */
  boolean signs(boolean[] all, boolean[] first) {
    boolean any = false;
    for (int i = 0; escaped() && i < form.length; i++) {
      if (!Encodings.UNESCAPED.has(form[i])) {
        all[form[i] & 0xff] = true;
        first[form[i] & 0xff] |= i < KEYWORD;
        any |= i < KEYWORD;
      }
    }
    return any;
  }

  /** What it may begin with. */
  List<byte[]> keywords() {
    return keywords;
  }

  @Override
  public String id() {
    return (kind == KnownSecret.Kind.PLACEHOLDER ? "placeholder:" : "known:") + name;
  }

  @Override
  public int window() {
    return escaped() ? form.length * EscapedByte.LONGEST : form.length;
  }

  @Override
  public @Nullable Candidate begin(
      byte[] keyword, byte[] buffer, int first, int start, int end, boolean ignoreCase) {
    boolean either = ignoreCase || writing == Writing.IN_EITHER_CASE;
    Candidate candidate = new Candidate(this, either, start, end);
    candidate.at = start;
    return compare(candidate, buffer, end, false) ? candidate : null;
  }

  @Override
  public void advance(Candidate candidate, byte[] buffer, int limit, boolean end) {
    if (!compare(candidate, buffer, limit, end)) {
      candidate.reject();
    } else if (candidate.count == form.length) {
      candidate.regionEnd = candidate.at;
      candidate.status = Candidate.Status.MATCHED;
    } else if (end) {
      candidate.reject();
    }
  }

  @Override
  public boolean goesOn(Candidate candidate, byte[] buffer, int from, int limit) {
    return candidate.count < form.length
        && (same(candidate, buffer[from]) || (escaped() && EscapedByte.begins(buffer[from])));
  }

  /** Goes on as far as it can be told, in the form by {@link Candidate#count}. */
  private boolean compare(Candidate candidate, byte[] buffer, int limit, boolean end) {
    while (candidate.count < form.length && candidate.at < limit) {
      int taken = next(candidate, buffer, candidate.at, limit, end);
      if (taken == EscapedByte.OPEN) {
        return true;
      }
      if (taken == EscapedByte.NONE) {
        return false;
      }
      candidate.at += taken;
      candidate.last = taken;
      candidate.besides += taken > 1 ? Effort.ESCAPE : 0;
      candidate.count++;
    }
    return true;
  }

  /** The candidate as it was before its last byte, which may have been none of its own. */
  Candidate before(Candidate candidate, byte[] buffer) {
    Candidate before = candidate.copy();
    before.at -= candidate.last;
    before.count--;
    before.last = 0;
    if (before.count > 0 && buffer[before.at - 1] == form[before.count - 1]) {
      // With what it is escaped by; backslashes of its own stand as they are.
      int escape = Boundary.backslashes(buffer, before.start, before.at - 1);
      boolean own = before.count > 1 && form[before.count - 2] == '\\';
      before.last = escaped() && !own ? 1 + escape : 1;
    }
    return before;
  }

  /**
   * How many of the bytes at an index are its next one.
   *
   * @return the number, {@link EscapedByte#NONE} or {@link EscapedByte#OPEN}
   */
  int next(Candidate candidate, byte[] buffer, int at, int limit, boolean end) {
    int taken = EscapedByte.NONE;
    if (escaped() && EscapedByte.begins(buffer[at])) {
      byte wanted = form[candidate.count];
      boolean innermost = writing == Writing.ESCAPED_AGAIN;
      taken = EscapedByte.length(buffer, at, limit, end, wanted, innermost);
    }
    return taken == EscapedByte.NONE && same(candidate, buffer[at]) ? 1 : taken;
  }

  /** Whether a byte is the next one, as it is. */
  private boolean same(Candidate candidate, byte is) {
    byte wanted = form[candidate.count];
    // In addresses and forms a space is a plus sign.
    return candidate.same(is, wanted) || (is == '+' && wanted == ' ' && escaped());
  }

  @Override
  public Finding finding(byte[] buffer, int from, int to, Place place, String outer) {
    // What may be escaped need not be.
    String inner = escaped() && to - from == form.length ? "" : encoding;
    String how = inner.isEmpty() || outer.isEmpty() ? inner + outer : inner + " in " + outer;
    String masked = "*** (" + secretLength + " bytes" + (how.isEmpty() ? "" : " as " + how);
    return new Finding(id(), place, masked + ")", severity(), advice());
  }

  private Severity severity() {
    return switch (kind) {
      case CREDENTIAL, CANARY -> Severity.HIGH;
      case ENV, PLACEHOLDER -> Severity.MEDIUM;
    };
  }

  private String advice() {
    return switch (kind) {
      case CREDENTIAL ->
          "This is the real credential " + name + "; it must not leave but to its own host.";
      case PLACEHOLDER ->
          "This stands for the credential " + name + ", which is bound to another host.";
      case ENV ->
          "This is the value of "
              + name
              + "; name this host beside it in the manifest to allow it.";
      case CANARY -> "This value was planted to catch copying; find out what sent it.";
    };
  }

  @Override
  public @Nullable ByteSet tail() {
    return null;
  }
}
