package dev.botbottle.scan;

import java.util.List;

/**
 * What is looked for in one message, shared by all readings of it.
 *
 * @param patterns what is looked for
 * @param profile how the message is scanned
 * @param place where it stands
 * @param decodes whether what it decodes to is read too
 * @param matches where matches go
 */
record Search(
    PatternSet patterns, ScanProfile profile, Place place, boolean decodes, List<Match> matches) {
  /** Whether letters match in either case: a host name has none. */
  boolean ignoreCase() {
    return place instanceof Place.Host;
  }
}
