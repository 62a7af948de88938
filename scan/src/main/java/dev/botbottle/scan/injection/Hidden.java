package dev.botbottle.scan.injection;

/** The parts of a text that a person does not see: comments, and what is styled away. */
final class Hidden {
  /** How far it is taken to reach. */
  private static final int COMMENT = 8_192;

  private static final int STYLED = 1_024;

  private long until;
  private boolean inComment;
  private int dashes;

  /** Whether what stands at a place is hidden. */
  boolean has(long place) {
    return place < until;
  }

  /** Whether a comment began that has not ended, however long ago. */
  boolean inComment() {
    return inComment;
  }

  /** Whether a comment would end with fewer characters than begin its end. */
  boolean mayEnd() {
    return inComment && dashes > 0;
  }

  /** A character of ASCII, which may end a comment. */
  void character(int c, long at) {
    if (inComment) {
      if (c == '>' && dashes >= 2) {
        inComment = false;
        until = at;
      }
      dashes = c == '-' ? dashes + 1 : 0;
    }
  }

  void commentBegins(long at) {
    inComment = true;
    dashes = 0;
    until = Math.max(until, at + COMMENT);
  }

  /** What follows is styled so that nothing of it is shown. */
  void styleBegins(long at) {
    until = Math.max(until, at + STYLED);
  }
}
