package dev.botbottle.gateway;

import dev.botbottle.gateway.dns.NameScanner;
import dev.botbottle.policy.Binding;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.SecretRenewal;
import dev.botbottle.policy.SessionOrder;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.KnownSecret;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.ScanAction;
import dev.botbottle.scan.ScanProfile;
import dev.botbottle.scan.ScanStream;
import dev.botbottle.scan.Scanner;
import dev.botbottle.scan.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Asks the product's scanner. */
public final class ScannerInspector implements Inspector, NameScanner {
  private static final ScanProfile MASK = new ScanProfile(ScanAction.REDACT, true, Set.of());

  /** Stands for a text that holds something in a form that cannot be masked in place. */
  private static final String HIDDEN = "(masked)";

  /** Everything known, guarded by this. */
  private final List<KnownSecret> known;

  /** Of everything known; a message is looked at by the one it began with. */
  private volatile Scanner scanner;

  private ScannerInspector(List<KnownSecret> known) {
    this.known = known;
    this.scanner = Scanner.session(known);
  }

  /** Looks for another value of a credential too, besides those it had before. */
  public synchronized void learn(SecretRenewal renewal) {
    known.add(new KnownSecret(renewal.secret(), KnownSecret.Kind.CREDENTIAL, renewal.value()));
    scanner = scanner.knowing(known);
  }

  /** With everything this session knows: what it was told, its credentials, their placeholders. */
  public static ScannerInspector of(SessionOrder order) {
    var known = new ArrayList<KnownSecret>(order.known());
    var seen = new HashSet<String>();
    for (Route route : order.policy().routes()) {
      for (Binding binding : route.bindings()) {
        if (!seen.add(binding.secret() + ' ' + binding.placeholder())) {
          continue;
        }
        known.add(
            new KnownSecret(
                binding.secret(), KnownSecret.Kind.PLACEHOLDER, Secret.of(binding.placeholder())));
        Secret value = order.secrets().get(binding.secret());
        if (value == null) {
          throw new IllegalArgumentException("no value for the secret " + binding.secret());
        }
        known.add(new KnownSecret(binding.secret(), KnownSecret.Kind.CREDENTIAL, value));
      }
    }
    return new ScannerInspector(known);
  }

  @Override
  public List<Finding> inspect(Place place, String text, ScanProfile profile) {
    return scanner.scan(utf8(text), place, profile);
  }

  @Override
  public ScanStream outward(ScanProfile profile) {
    return scanner.stream(profile);
  }

  @Override
  public ScanStream inward(boolean bound) {
    return bound ? scanner.maskReflected() : scanner.maskKnown();
  }

  @Override
  public String maskInward(String text, boolean bound) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    Scanner current = scanner;
    if (bound) {
      return run(current.maskReflected(), bytes);
    }
    return current.mayHoldKnown(bytes) ? run(current.maskKnown(), bytes) : text;
  }

  @Override
  public String mask(String text) {
    Scanner current = scanner;
    if (text.isEmpty() || (isAscii(text) && current.spotless(text))) {
      return text;
    }
    String masked = run(current.stream(MASK), text.getBytes(StandardCharsets.ISO_8859_1));
    for (Finding finding : current.scan(utf8(masked), new Place.Path(), MASK)) {
      if (MASK.actionFor(finding) != ScanAction.WARN) {
        return HIDDEN;
      }
    }
    return masked;
  }

  @Override
  public Scanned scan(String name) {
    var found = new ArrayList<>(inspect(new Place.Host(), name, ScanProfile.DENY));
    found.removeIf(finding -> ScanProfile.DENY.actionFor(finding) == ScanAction.WARN);
    return new Scanned(mask(name), found);
  }

  /** The scanner takes text; what came from the wire has one character for each byte. */
  private static String utf8(String wire) {
    return new String(wire.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** Whether the scanner, which reads UTF-8, sees the very bytes of the wire. */
  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static String run(ScanStream stream, byte[] bytes) {
    var out = new ByteArrayOutputStream(bytes.length);
    var output =
        new ScanStream.Output() {
          @Override
          public void released(byte[] source, int offset, int length) {
            out.write(source, offset, length);
          }

          @Override
          public void found(Finding finding) {}
        };
    stream.write(bytes, 0, bytes.length, output);
    stream.finish(output);
    return stream.denied() ? HIDDEN : out.toString(StandardCharsets.ISO_8859_1);
  }
}
