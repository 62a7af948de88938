package dev.botbottle.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What looks at everything that leaves a bottle, and at answers for secrets they reflect. Safe for
 * use by several threads; the streams it makes are for one message each.
 */
public final class Scanner {
  private static final ScanProfile MASK = new ScanProfile(ScanAction.REDACT, false, Set.of());

  private static final ScanProfile ALL = new ScanProfile(ScanAction.WARN, true, Set.of());

  private final PatternSet outgoing;
  private final PatternSet incoming;
  private final List<KnownForm> credentials;

  /** Made when the first answer of where a credential goes comes: not while a bottle starts. */
  private volatile @Nullable PatternSet reflected;

  private final SpotlessTexts spotless = new SpotlessTexts();

  private Scanner(PatternSet outgoing, List<KnownForm> credentials) {
    this.outgoing = outgoing;
    this.incoming = PatternSet.incoming(credentials);
    this.credentials = credentials;
  }

  /**
   * A scanner for the shipped credential formats and these values. Values of fewer than 6 bytes are
   * not looked for (they would be found in any text); of values beyond 4096 bytes the first 4096
   * are.
   */
  public static Scanner of(Collection<KnownSecret> known) {
    return of(known, null);
  }

  /**
   * The scanner of one session: it also counts which parts of these values messages held, so that a
   * value sent in parts by several of them is found.
   */
  public static Scanner session(Collection<KnownSecret> known) {
    return of(known, new SentPieces(known, null));
  }

  /**
   * The scanner of the same session when more became known: what was counted so far goes on
   * counting.
   *
   * @param known what this one knows, in the same order, and more behind it
   */
  public Scanner knowing(Collection<KnownSecret> known) {
    return of(known, new SentPieces(known, outgoing.sent));
  }

  private static Scanner of(Collection<KnownSecret> known, @Nullable SentPieces sent) {
    List<KnownForm> all = new ArrayList<>();
    List<KnownForm> credentials = new ArrayList<>();
    for (KnownSecret secret : known) {
      List<KnownForm> forms = Encodings.of(secret);
      all.addAll(forms);
      if (secret.kind() == KnownSecret.Kind.CREDENTIAL) {
        credentials.addAll(forms);
      }
    }
    return new Scanner(PatternSet.outgoing(all, DetectorFile.all(), sent), credentials);
  }

  /**
   * The findings in a short text: a host, a path, a query, a header value. It is read like a body,
   * with all that it decodes to, and once more with its pieces joined: labels, segments, values. In
   * a host letters match in either case. Where nothing is found, chance is looked for in a host, a
   * path or a query ({@link Randomness}). Each detector is reported once, and once more for
   * findings a rule lets pass. The action of the profile does not matter here: the caller acts.
   */
  public List<Finding> scan(CharSequence text, Place place, ScanProfile profile) {
    Collector collector = new Collector(new ArrayList<>(0));
    look(text.toString(), place, profile, collector);
    return List.copyOf(collector.findings());
  }

  /**
   * Whether a text, read as a path is, is nothing to anybody: no value known here, permitted or
   * not, no credential of any format, no part of one, and nothing that looks like chance.
   */
  public boolean spotless(String text) {
    return look(text, new Place.Path(), ALL, new Collector(new ArrayList<>(0)));
  }

  /** Collects the findings; returns whether the text is nothing to anybody there. */
  private boolean look(String text, Place place, ScanProfile profile, Collector collector) {
    if (spotless.has(text, place)) {
      return true;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean nothing = run(bytes, place, profile, null, collector);
    Pieces pieces = Pieces.of(bytes, place);
    if (pieces != null) {
      nothing &= run(pieces.joined(), place, profile, pieces, collector);
    }
    if (!profile.detectors() || !collector.findings().isEmpty()) {
      return false;
    }
    if (chance(bytes, place, profile, collector)) {
      return false;
    }
    if (nothing) {
      spotless.add(text, place);
    }
    return nothing;
  }

  /**
   * Looks for chance. Where it is but a hint, and part of a token that its name excuses, the hint
   * is that token, and more is looked for behind it.
   */
  private boolean chance(byte[] text, Place place, ScanProfile profile, Collector collector) {
    Randomness.Stretch chance = Randomness.in(text, 0, place);
    boolean any = chance != null;
    int first = 0;
    while (chance != null) {
      Finding finding = chance.finding();
      PatternSet.Excused token =
          profile.actionFor(finding) == ScanAction.WARN
              ? outgoing.excused(text, first, chance.from(), chance.to(), place)
              : null;
      Finding told = token == null ? finding : token.finding();
      collector.found(profile.allows(told) ? told.asAllowed() : told);
      first = token == null ? text.length : token.to();
      chance = Randomness.in(text, first, place);
    }
    return any;
  }

  private boolean run(
      byte[] text, Place place, ScanProfile profile, @Nullable Pieces pieces, Collector collector) {
    BodyStream stream = BodyStream.reporting(outgoing, profile, place, pieces, text.length);
    stream.whole(text, collector);
    return stream.spotless();
  }

  /** The ids of the shipped credential formats, and of what looks like chance. */
  public static List<String> detectors() {
    List<String> ids = new ArrayList<>();
    for (Detector detector : DetectorFile.all()) {
      ids.add(detector.id());
    }
    ids.addAll(Randomness.IDS);
    return ids;
  }

  /** A stream for one body on its way out. */
  public ScanStream stream(ScanProfile profile) {
    return BodyStream.outgoing(outgoing, profile);
  }

  /** The same with another limit of effort. */
  BodyStream streamWithin(ScanProfile profile, long limit) {
    return BodyStream.outgoing(outgoing, profile, limit);
  }

  /**
   * A stream for one answer of a server that was sent a real credential: those it reflects, in
   * anything that is undone on the way out, are replaced by as many other bytes. At a pause
   * everything else passes but for a begun credential.
   */
  public ScanStream maskReflected() {
    PatternSet made = reflected;
    if (made == null) {
      made = PatternSet.outgoing(credentials, List.of(), null);
      reflected = made; // two threads make the same
    }
    return BodyStream.outgoing(made, MASK);
  }

  /**
   * A stream for one answer of a server that was sent none: they are replaced as they are and in
   * the encodings that can be told beforehand; everything else passes at once but for a begun one.
   */
  public ScanStream maskKnown() {
    return BodyStream.incoming(incoming, MASK);
  }

  /** Whether an answer's text may hold a credential so: the least that is looked at closer. */
  public boolean mayHoldKnown(byte[] text) {
    return incoming.mayBegin(text);
  }

  /** Keeps the first finding of each detector, allowed ones apart. */
  private record Collector(List<Finding> findings) implements ScanStream.Output {
    @Override
    public void released(byte[] source, int offset, int length) {}

    @Override
    public void found(Finding finding) {
      for (Finding other : findings) {
        if (other.detector().equals(finding.detector()) && other.allowed() == finding.allowed()) {
          return;
        }
      }
      findings.add(finding);
    }
  }
}
