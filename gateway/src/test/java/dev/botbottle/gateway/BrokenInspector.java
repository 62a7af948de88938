package dev.botbottle.gateway;

import dev.botbottle.scan.Finding;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.ScanProfile;
import dev.botbottle.scan.ScanStream;
import java.util.List;

/** Fails at everything but masking. */
final class BrokenInspector implements Inspector {
  @Override
  public List<Finding> inspect(Place place, String text, ScanProfile profile) {
    throw new IllegalStateException("broken");
  }

  @Override
  public ScanStream outward(ScanProfile profile) {
    throw new IllegalStateException("broken");
  }

  @Override
  public ScanStream inward(boolean bound) {
    throw new IllegalStateException("broken");
  }

  @Override
  public String maskInward(String text, boolean bound) {
    throw new IllegalStateException("broken");
  }

  @Override
  public String mask(String text) {
    return text;
  }
}
