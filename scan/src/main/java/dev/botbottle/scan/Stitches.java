package dev.botbottle.scan;

import java.util.ArrayList;
import java.util.List;

/** What of one text is being put together of pieces. */
final class Stitches {
  /** So many bytes of a known value are taken back where it breaks off. */
  private static final int MOST_BACK = 4;

  private static final int UNKNOWN = -2;

  private final Reading text;
  private final List<Stitch> open = new ArrayList<>(0);

  /** Other ways to put together what is looked at. */
  private final List<Stitch> branches = new ArrayList<>(0);

  /** The joint that was looked at last: where keys begin alike, all break off at one. */
  private int joint;

  private int names = UNKNOWN;
  private int jointAt = -1;
  private int jointLimit;

  /** An index that no such sign stands shortly before. */
  private int plain = -1;

  Stitches(Reading text) {
    this.text = text;
  }

  /** Tries a candidate that was rejected behind the joint where it broke off, if there is one. */
  void rejected(Candidate candidate) {
    begin(candidate);
    if (candidate.pattern instanceof KnownForm form && signs(candidate)) {
      // What was taken for signs of its own may be where the text breaks off.
      Candidate before = candidate;
      for (int i = 0; i < MOST_BACK && before.last > 0; i++) {
        before = form.before(before, text.buffer());
        begin(before);
      }
    }
  }

  /** Whether among the last bytes of a candidate there is what a joint may begin with. */
  private boolean signs(Candidate broken) {
    if (broken.at == plain && broken.last == 1) {
      return false;
    }
    byte[] buffer = text.buffer();
    int lowest = Math.max(broken.start, broken.at - broken.last - MOST_BACK + 1);
    for (int at = broken.at - 1; at >= lowest; at--) {
      if (Joint.begins(buffer[at])) {
        return true;
      }
    }
    plain = lowest > broken.start ? broken.at : plain;
    return false;
  }

  private void begin(Candidate broken) {
    byte[] buffer = text.buffer();
    int limit = text.limit();
    int at = broken.at;
    if (at >= limit || !Joint.begins(buffer[at])) {
      return;
    }
    if (at != jointAt || limit != jointLimit) {
      jointAt = at;
      jointLimit = limit;
      joint = Joint.length(buffer, at, limit, false);
      names = UNKNOWN;
    }
    boolean possible = Stitch.possible(broken, buffer, limit, at, joint);
    if (!possible && broken.pattern instanceof KnownForm) {
      names = names == UNKNOWN ? Joint.ofNames(buffer, at, limit, false) : names;
      possible = Stitch.possible(broken, buffer, limit, at, names);
    }
    if (possible) {
      open.add(new Stitch(text, broken, this));
    }
  }

  /** Takes another way to put something together. */
  void branch(Stitch other) {
    branches.add(other);
  }

  /** Looks at what has come. */
  void settle(boolean end) {
    for (int i = open.size() - 1; i >= 0; i--) {
      if (open.get(i).settle(end)) {
        open.remove(i);
      }
    }
    while (!branches.isEmpty()) {
      Stitch branch = branches.removeLast();
      if (!branch.settle(end)) {
        open.add(branch);
      }
    }
  }

  /** The first byte of the message that belongs to any, or none. */
  long hold() {
    long hold = Reading.NOWHERE;
    for (Stitch stitch : open) {
      hold = Math.min(hold, stitch.hold());
    }
    return hold;
  }

  /** The index of the first byte of the text that any has not looked at, at most this one. */
  int mark(int first) {
    int mark = first;
    for (Stitch stitch : open) {
      mark = Math.min(mark, stitch.mark());
    }
    return mark;
  }

  void shift(int by) {
    jointAt = -1;
    plain = -1;
    for (Stitch stitch : open) {
      stitch.shift(by);
    }
  }
}
