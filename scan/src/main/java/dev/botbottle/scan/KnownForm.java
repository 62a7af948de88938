package dev.botbottle.scan;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value of this session in one encoding. Immutable; prints nothing of the value. */
final class KnownForm implements Pattern {
  /**
   * How many leading bytes are the keyword of the automaton. The rest is compared in place, so the
   * table does not grow with the length of secrets.
   */
  private static final int KEYWORD = 8;

  private final String name;
  private final KnownSecret.Kind kind;
  private final String encoding;
  private final byte[] form;
  private final boolean eitherCase;
  private final int secretLength;

  KnownForm(KnownSecret secret, String encoding, byte[] form, boolean eitherCase) {
    this.name = secret.name();
    this.kind = secret.kind();
    this.secretLength = secret.value().length();
    this.encoding = encoding;
    this.form = form;
    this.eitherCase = eitherCase;
  }

  String name() {
    return name;
  }

  byte[] keyword() {
    return Arrays.copyOf(form, Math.min(KEYWORD, form.length));
  }

  /** The keyword as it is written, or in lower and in upper case where either may come. */
  List<byte[]> keywords() {
    byte[] keyword = keyword();
    if (!eitherCase) {
      return List.of(keyword);
    }
    byte[] upper = keyword.clone();
    for (int i = 0; i < upper.length; i++) {
      if (upper[i] >= 'a' && upper[i] <= 'z') {
        upper[i] = (byte) (upper[i] - 32);
      }
    }
    return Arrays.equals(upper, keyword) ? List.of(keyword) : List.of(keyword, upper);
  }

  @Override
  public String id() {
    return (kind == KnownSecret.Kind.PLACEHOLDER ? "placeholder:" : "known:") + name;
  }

  @Override
  public int window() {
    return form.length;
  }

  @Override
  public @Nullable Candidate begin(
      byte[] keyword, byte[] buffer, int first, int start, int end, boolean ignoreCase) {
    Candidate candidate = new Candidate(this, ignoreCase || eitherCase, start, end);
    candidate.at = start;
    return compare(candidate, buffer, end) ? candidate : null;
  }

  @Override
  public void advance(Candidate candidate, byte[] buffer, int limit, boolean end) {
    int to = Math.min(limit, candidate.start + form.length);
    if (!compare(candidate, buffer, to)) {
      candidate.reject();
    } else if (candidate.at == candidate.start + form.length) {
      candidate.regionEnd = candidate.at;
      candidate.status = Candidate.Status.MATCHED;
    } else if (end) {
      candidate.reject();
    }
  }

  @Override
  public boolean goesOn(Candidate candidate, byte[] buffer, int from, int limit) {
    byte next = buffer[from];
    byte wanted = form[candidate.at - candidate.start];
    return next == wanted
        || (candidate.ignoreCase && Automaton.fold(next) == Automaton.fold(wanted));
  }

  private boolean compare(Candidate candidate, byte[] buffer, int to) {
    int at = candidate.at;
    int offset = candidate.start;
    while (at < to) {
      byte is = buffer[at];
      byte wanted = form[at - offset];
      if (is != wanted && !(candidate.ignoreCase && Automaton.fold(is) == Automaton.fold(wanted))) {
        candidate.at = at;
        return false;
      }
      at++;
    }
    candidate.at = at;
    return true;
  }

  @Override
  public Finding finding(byte[] buffer, int from, int to, Place place, String outer) {
    String form =
        encoding.isEmpty() || outer.isEmpty() ? encoding + outer : encoding + " in " + outer;
    String masked = "*** (" + secretLength + " bytes" + (form.isEmpty() ? "" : " as " + form);
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
