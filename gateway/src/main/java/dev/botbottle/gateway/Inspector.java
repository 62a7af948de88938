package dev.botbottle.gateway;

import dev.botbottle.scan.Finding;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.ScanProfile;
import dev.botbottle.scan.ScanStream;
import java.util.List;

/** What the gateway asks of the scanner. Safe for any number of threads. */
public interface Inspector {
  /** What a short text holds; characters 0 to 255 stand for bytes. */
  List<Finding> inspect(Place place, String text, ScanProfile profile);

  /** A scanner for one body on its way out. */
  ScanStream outward(ScanProfile profile);

  /**
   * A scanner for one body on its way in: masks the session's credentials, keeps the length.
   *
   * @param bound whether credentials are injected at the host it comes from, which may give them
   *     back in any form; from elsewhere none should come at all
   */
  ScanStream inward(boolean bound);

  /** The text of a field on its way in, with the session's credentials masked the same. */
  String maskInward(String text, boolean bound);

  /** The text with everything known or detected masked, for ledger and answers. */
  String mask(String text);
}
