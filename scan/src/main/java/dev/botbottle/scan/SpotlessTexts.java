package dev.botbottle.scan;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Short texts that were looked at and are nothing to anybody under any profile, so that what comes
 * with each request, a host, a user agent, is looked at once. None of them holds a value that is
 * known; what matters of a place is only its kind.
 */
final class SpotlessTexts {
  private static final int KEPT = 512;

  /** Longer texts hardly come twice. */
  private static final int LONGEST = 256;

  /** Guards {@link #texts}. */
  private final ReentrantLock lock = new ReentrantLock();

  private final SequencedMap<Key, Boolean> texts = new LinkedHashMap<>(64, 0.75f, true);

  boolean has(String text, Place place) {
    if (text.length() > LONGEST) {
      return false;
    }
    Key key = new Key(kind(place), text);
    lock.lock();
    try {
      return texts.get(key) != null;
    } finally {
      lock.unlock();
    }
  }

  void add(String text, Place place) {
    if (text.length() > LONGEST) {
      return;
    }
    Key key = new Key(kind(place), text);
    lock.lock();
    try {
      texts.put(key, Boolean.TRUE);
      if (texts.size() > KEPT) {
        texts.pollFirstEntry();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Two kinds cut a text differently, and in a host letters match in either case. */
  private static char kind(Place place) {
    return switch (place) {
      case Place.Host() -> 'h';
      case Place.Path() -> 'p';
      case Place.Query() -> 'q';
      case Place.Header(String _) -> 'f';
      case Place.Body(), Place.Answer(long _) -> 'b';
    };
  }

  /** No record: what the runtime makes for its {@code equals} takes time at each start. */
  private static final class Key {
    private final char kind;
    private final String text;

    private Key(char kind, String text) {
      this.kind = kind;
      this.text = text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && kind == key.kind && text.equals(key.text);
    }

    @Override
    public int hashCode() {
      return 31 * text.hashCode() + kind;
    }
  }
}
