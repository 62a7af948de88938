package dev.botbottle.scan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pieces a short text falls into, one behind the other: a secret may be cut into them. Where
 * each begins is kept, because a secret may begin there.
 */
final class Pieces {
  private static final String IN_QUERY = "&;";

  private final byte[] text;
  private final Place place;
  private final byte[] joined;
  private final boolean[] begins;

  /** Where in the text the piece stands that begins at a byte. */
  private final int[] places;

  private int length;

  private Pieces(byte[] text, Place place) {
    this.text = text;
    this.place = place;
    joined = new byte[text.length];
    begins = new boolean[text.length + 1];
    places = new int[text.length + 1];
    begins[0] = true;
  }

  /** The pieces of a text, or null when it has only one. */
  static @Nullable Pieces of(byte[] text, Place place) {
    Pieces pieces = new Pieces(text, place);
    switch (place) {
      case Place.Host() -> pieces.cut(".", false);
      case Place.Path() -> pieces.cut("/", false);
      case Place.Query() -> pieces.cut(IN_QUERY, true);
      case Place.Header(String name) -> pieces.cut(";,", true);
      case Place.Body(), Place.Answer(long _) -> {
        return null;
      }
    }
    return pieces.length < text.length ? pieces : null;
  }

  /**
   * Cuts at the separators; of a piece with a name only what stands behind the first equals sign is
   * taken.
   */
  private void cut(String separators, boolean names) {
    int piece = 0;
    boolean named = !names;
    for (int i = 0; i < text.length; i++) {
      byte b = text[i];
      if (separators.indexOf(b) >= 0) {
        piece = length;
        begins[length] = true;
        places[length] = i + 1;
        named = !names;
      } else if (b == '=' && !named) {
        named = true;
        length = piece;
        places[length] = i + 1;
      } else if (b != ' ' || length > piece) {
        joined[length++] = b;
        begins[length] = false;
      }
    }
  }

  /** The text without what separates the pieces. */
  byte[] joined() {
    return Arrays.copyOf(joined, length);
  }

  /** Whether a piece begins at this byte. */
  boolean begins(long position) {
    return begins[(int) position];
  }

  /**
   * Whether what begins at this byte is harmless for the name it has in a query, as it is where the
   * text is read as it stands. Only a value that is a match by itself: one cut into values is not
   * what its name says.
   */
  boolean excuse(Detector detector, byte[] keyword, long position) {
    int at = places[(int) position];
    if (!(place instanceof Place.Query) || !detector.harmless(text, 0, at)) {
      return false;
    }
    int end = at;
    while (end < text.length && IN_QUERY.indexOf(text[end]) < 0) {
      end++;
    }
    if (end - at < keyword.length) {
      return false;
    }
    Candidate alone = detector.begin(keyword, text, at, at, at + keyword.length, false);
    if (alone == null) {
      return false;
    }
    detector.advance(alone, text, end, true);
    return alone.matched();
  }
}
