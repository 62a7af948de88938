package dev.botbottle.scan;

/**
 * One step of a detector behind its keyword. Runs are greedy and never give back, so each byte is
 * read once.
 */
sealed interface Element {
  /** The most bytes it can take. */
  int longest();

  /**
   * Reads on; false when the candidate waits for more bytes or was rejected.
   *
   * @param limit behind the last byte there is
   * @param end whether no more will come
   */
  boolean read(Candidate candidate, byte[] buffer, int limit, boolean end);

  /** From {@code min} to {@code max} bytes of a set. */
  record Run(ByteSet set, int min, int max, boolean secret) implements Element {
    @Override
    public int longest() {
      return max;
    }

    @Override
    public boolean read(Candidate candidate, byte[] buffer, int limit, boolean end) {
      int most = candidate.elementStart + max;
      int to = Math.min(limit, most);
      int at = candidate.at;
      while (at < to && set.has(buffer[at])) {
        at++;
      }
      candidate.at = at;
      if (at == limit && at < most && !end) {
        return false;
      }
      if (at - candidate.elementStart < min) {
        candidate.reject();
        return false;
      }
      if (secret) {
        candidate.regionStart = candidate.elementStart;
        candidate.regionEnd = at;
      }
      return true;
    }
  }

  /**
   * From {@code min} to {@code max} characters that stand around words and values: bytes of a set
   * as they are or as escapes, which programs write there in any JSON and HTML.
   */
  record Gap(ByteSet set, int min, int max) implements Element {
    @Override
    public int longest() {
      return max * EscapedByte.LONGEST;
    }

    @Override
    public boolean read(Candidate candidate, byte[] buffer, int limit, boolean end) {
      while (candidate.count < max) {
        if (candidate.at >= limit) {
          if (!end) {
            return false;
          }
          break;
        }
        byte next = buffer[candidate.at];
        int taken =
            EscapedByte.begins(next)
                ? EscapedByte.length(buffer, candidate.at, limit, end, set)
                : EscapedByte.NONE;
        if (taken == EscapedByte.OPEN) {
          return false;
        }
        if (taken == EscapedByte.NONE) {
          if (!set.has(next)) {
            break;
          }
          taken = 1;
        }
        candidate.at += taken;
        candidate.besides += taken > 1 ? Effort.ESCAPE : 0;
        candidate.count++;
      }
      if (candidate.count < min) {
        candidate.reject();
        return false;
      }
      candidate.count = 0;
      return true;
    }
  }

  /** Exactly these characters. */
  record Text(String ascii) implements Element {
    @Override
    public int longest() {
      return ascii.length();
    }

    @Override
    public boolean read(Candidate candidate, byte[] buffer, int limit, boolean end) {
      int whole = candidate.elementStart + ascii.length();
      int to = Math.min(limit, whole);
      while (candidate.at < to) {
        if (!same(candidate, buffer[candidate.at])) {
          candidate.reject();
          return false;
        }
        candidate.at++;
      }
      if (candidate.at < whole && end) {
        candidate.reject();
      }
      return candidate.at == whole;
    }

    /** Whether a byte is the next one. */
    boolean same(Candidate candidate, byte is) {
      return candidate.same(is, (byte) ascii.charAt(candidate.at - candidate.elementStart));
    }
  }
}
