package dev.botbottle.scan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for in one message, shared by all readings of it.
 *
 * @param patterns what is looked for
 * @param profile how the message is scanned
 * @param place where it stands
 * @param decodes whether what it decodes to is read too
 * @param matches where matches go
 * @param parts where parts of known values go that were seen
 * @param pieces the pieces it was joined from, or null when it is as it was
 * @param effort counts what it takes
 * @param rooms where decoded texts lie
 */
record Search(
    PatternSet patterns,
    ScanProfile profile,
    Place place,
    boolean decodes,
    List<Match> matches,
    List<SeenPiece> parts,
    @Nullable Pieces pieces,
    Effort effort,
    Rooms rooms) {
  /** Whether letters match in either case: a host name has none. */
  boolean ignoreCase() {
    return place instanceof Place.Host;
  }

  /** Whether a word begins at this byte of the message whatever stands before. */
  boolean wordBegins(long position) {
    return pieces != null && pieces.begins(position);
  }

  /** Whether the name of the piece that begins at this byte makes a match there harmless. */
  boolean excused(Pattern pattern, byte[] keyword, long position) {
    return pieces != null
        && pattern instanceof Detector detector
        && pieces.excuse(detector, keyword, position);
  }
}
