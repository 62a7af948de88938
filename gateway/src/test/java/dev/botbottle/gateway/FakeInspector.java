package dev.botbottle.gateway;

import dev.botbottle.scan.Finding;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.ScanAction;
import dev.botbottle.scan.ScanProfile;
import dev.botbottle.scan.ScanStream;
import dev.botbottle.scan.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Knows a few literal values, and nothing of encodings. */
final class FakeInspector implements Inspector {
  private final Map<String, String> outward;
  private final List<String> inward;

  /** Values by name that must not go out, and values that must not come in. */
  FakeInspector(Map<String, String> outward, List<String> inward) {
    this.outward = outward;
    this.inward = inward;
  }

  @Override
  public List<Finding> inspect(Place place, String text, ScanProfile profile) {
    var found = new ArrayList<Finding>();
    outward.forEach((name, value) -> {
      if (!profile.permitted().contains(name) && text.contains(value)) {
        found.add(finding(name, place));
      }
    });
    return found;
  }

  private static Finding finding(String name, Place place) {
    return new Finding("known:" + name, place, "•••", Severity.HIGH, "leave it out");
  }

  @Override
  public ScanStream outward(ScanProfile profile) {
    var wanted = new java.util.HashMap<>(outward);
    profile.permitted().forEach(wanted::remove);
    return new Literal(wanted, profile.action());
  }

  @Override
  public ScanStream inward(boolean bound) {
    var wanted = new java.util.HashMap<String, String>();
    inward.forEach(value -> wanted.put("credential", value));
    return new Literal(wanted, ScanAction.REDACT);
  }

  @Override
  public String maskInward(String text, boolean bound) {
    String masked = text;
    for (String value : inward) {
      masked = masked.replace(value, "*".repeat(value.length()));
    }
    return masked;
  }

  @Override
  public String mask(String text) {
    String masked = maskInward(text, true);
    for (String value : outward.values()) {
      masked = masked.replace(value, "*".repeat(value.length()));
    }
    return masked;
  }

  /** Holds back as much as the longest value, always. */
  private static final class Literal implements ScanStream {
    private final Map<String, String> values;
    private final ScanAction action;
    private final int window;
    private byte[] held = new byte[0];
    private boolean denied;

    Literal(Map<String, String> values, ScanAction action) {
      this.values = values;
      this.action = action;
      this.window = values.values().stream().mapToInt(String::length).max().orElse(1) - 1;
    }

    @Override
    public void write(byte[] source, int offset, int length, Output out) {
      byte[] all = Arrays.copyOf(held, held.length + length);
      System.arraycopy(source, offset, all, held.length, length);
      held = all;
      decide(Math.max(0, held.length - window), out);
    }

    private void decide(int release, Output out) {
      var text = new String(held, StandardCharsets.ISO_8859_1);
      for (var entry : values.entrySet()) {
        int at = text.indexOf(entry.getValue());
        while (at >= 0 && !denied) {
          out.found(finding(entry.getKey(), new Place.Body()));
          switch (action) {
            case DENY -> denied = true;
            case REDACT -> Arrays.fill(held, at, at + entry.getValue().length(), (byte) '*');
            case WARN -> {}
          }
          at = text.indexOf(entry.getValue(), at + 1);
        }
      }
      if (!denied && release > 0) {
        out.released(held, 0, release);
        held = Arrays.copyOfRange(held, release, held.length);
      }
    }

    @Override
    public void flush(Output out) {
      int live = 0;
      var text = new String(held, StandardCharsets.ISO_8859_1);
      for (String value : values.values()) {
        for (int n = Math.min(value.length() - 1, held.length); n > live; n--) {
          if (text.endsWith(value.substring(0, n))) {
            live = n;
          }
        }
      }
      decide(held.length - live, out);
    }

    @Override
    public void finish(Output out) {
      decide(held.length, out);
    }

    @Override
    public boolean denied() {
      return denied;
    }
  }
}
