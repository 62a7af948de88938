package dev.botbottle.scan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pieces a short text falls into, one behind the other: a secret may be cut into them. Where
 * each begins is kept, because a secret may begin there.
 */
final class Pieces {
  private final byte[] joined;
  private final boolean[] begins;
  private int length;

  private Pieces(int most) {
    joined = new byte[most];
    begins = new boolean[most + 1];
    begins[0] = true;
  }

  /** The pieces of a text, or null when it has only one. */
  static @Nullable Pieces of(byte[] text, Place place) {
    Pieces pieces = new Pieces(text.length);
    switch (place) {
      case Place.Host() -> pieces.cut(text, ".", false);
      case Place.Path() -> pieces.cut(text, "/", false);
      case Place.Query() -> pieces.cut(text, "&;", true);
      case Place.Header(String name) -> pieces.cut(text, ";,", true);
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
  private void cut(byte[] text, String separators, boolean names) {
    int piece = 0;
    boolean named = !names;
    for (byte b : text) {
      if (separators.indexOf(b) >= 0) {
        piece = length;
        begins[length] = true;
        named = !names;
      } else if (b == '=' && !named) {
        named = true;
        length = piece;
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
}
