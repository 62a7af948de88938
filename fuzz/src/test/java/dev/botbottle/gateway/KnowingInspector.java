package dev.botbottle.gateway;

import dev.botbottle.scan.Finding;
import dev.botbottle.scan.KnownSecret;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.ScanProfile;
import dev.botbottle.scan.ScanStream;
import dev.botbottle.scan.Scanner;
import dev.botbottle.scan.Secret;
import java.util.List;

/** Scans as the product does, with one credential that it knows. */
final class KnowingInspector implements Inspector {
  static final String VALUE = "Zu7q-kR2xw9T";

  private final Scanner scanner =
      Scanner.of(List.of(new KnownSecret("TOKEN", KnownSecret.Kind.CREDENTIAL, Secret.of(VALUE))));

  @Override
  public List<Finding> inspect(Place place, String text, ScanProfile profile) {
    return scanner.scan(text, place, profile);
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
    return text;
  }

  @Override
  public String mask(String text) {
    return text;
  }
}
