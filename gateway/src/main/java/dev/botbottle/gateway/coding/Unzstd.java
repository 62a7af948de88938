package dev.botbottle.gateway.coding;

import dev.botbottle.gateway.http.MalformedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Undoes Zstandard (RFC 8878), block by block. Dictionaries are not known here, and a window is at
 * most what the content coding permits (RFC 9659). Skippable frames are skipped.
 */
final class Unzstd implements Decoding {
  /** RFC 9659, section 3: 8 MB. */
  static final int LARGEST_WINDOW = 8 << 20;

  /** RFC 8878, section 3.1.1.2.4. */
  static final int LARGEST_BLOCK = 128 * 1024;

  // RFC 8878, sections 3.1.1 and 3.1.2.
  private static final long MAGIC = 0xfd2fb528L;
  private static final long SKIPPABLE = 0x184d2a50L;

  private enum State {
    MAGIC,
    SKIP_SIZE,
    SKIP,
    DESCRIPTOR,
    HEADER,
    BLOCK_HEADER,
    BLOCK,
    CHECKSUM
  }

  private final WindowMemory memory;
  private final byte[] pending = new byte[LARGEST_BLOCK];
  private final ZstdLiterals literals = new ZstdLiterals();
  private final ZstdSequences sequences = new ZstdSequences();
  private final long[] recent = new long[3];

  private WindowMemory.@Nullable Share share;
  private @Nullable ZstdWindow window;
  private State state = State.MAGIC;
  private int have;
  private int wanted = 4;
  private long skip;

  private int descriptor;
  private long contentSize;
  private int blockHeader;

  Unzstd(WindowMemory memory) {
    this.memory = memory;
  }

  @Override
  public void write(byte[] source, int offset, int length, Decoded out) throws MalformedMessage {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (state == State.SKIP) {
        int n = (int) Math.min(skip, end - at);
        skip -= n;
        at += n;
        if (skip == 0) {
          expect(State.MAGIC, 4);
        }
        continue;
      }
      int n = Math.min(wanted - have, end - at);
      System.arraycopy(source, at, pending, have, n);
      have += n;
      at += n;
      if (have == wanted) {
        take(out);
      }
    }
  }

  /** A block says nothing until it is whole. */
  @Override
  public long held() {
    return state == State.SKIP ? 0 : have;
  }

  @Override
  public int most() {
    return LARGEST_BLOCK;
  }

  @Override
  public void finish(Decoded out) throws MalformedMessage {
    if (state != State.MAGIC || have > 0) {
      throw Decoding.malformed();
    }
  }

  private void expect(State next, int bytes) {
    state = next;
    wanted = bytes;
    have = 0;
  }

  /** Takes what was waited for. */
  private void take(Decoded out) throws MalformedMessage {
    switch (state) {
      case MAGIC -> {
        long magic = little(0, 4);
        if (magic == MAGIC) {
          expect(State.DESCRIPTOR, 1);
        } else if ((magic & ~15L) == SKIPPABLE) {
          expect(State.SKIP_SIZE, 4);
        } else {
          throw Decoding.malformed();
        }
      }
      case SKIP_SIZE -> {
        skip = little(0, 4);
        expect(skip == 0 ? State.MAGIC : State.SKIP, 4);
      }
      case DESCRIPTOR -> {
        descriptor = pending[0] & 0xff;
        if ((descriptor & 8) != 0) {
          throw Decoding.malformed();
        }
        expect(State.HEADER, headerLength());
      }
      case HEADER -> {
        header();
        expect(State.BLOCK_HEADER, 3);
      }
      case BLOCK_HEADER -> {
        blockHeader = (int) little(0, 3);
        int size = blockHeader >> 3;
        int type = blockHeader >> 1 & 3;
        if (size > LARGEST_BLOCK || type == 3) {
          throw Decoding.malformed();
        }
        expect(State.BLOCK, type == 1 ? 1 : size);
        if (wanted == 0) {
          block(out);
        }
      }
      case BLOCK -> block(out);
      case CHECKSUM -> expect(State.MAGIC, 4);
      case SKIP -> throw new IllegalStateException("bytes that are skipped are not kept");
    }
  }

  private boolean single() {
    return (descriptor & 32) != 0;
  }

  private int dictionaryLength() {
    return switch (descriptor & 3) {
      case 0 -> 0;
      case 1 -> 1;
      case 2 -> 2;
      default -> 4;
    };
  }

  private int sizeLength() {
    return switch (descriptor >> 6) {
      case 0 -> single() ? 1 : 0;
      case 1 -> 2;
      case 2 -> 4;
      default -> 8;
    };
  }

  /** Never 0: a frame has a window or a size. */
  private int headerLength() {
    return (single() ? 0 : 1) + dictionaryLength() + sizeLength();
  }

  private void header() throws MalformedMessage {
    int at = single() ? 0 : 1;
    if (little(at, dictionaryLength()) != 0) {
      throw new MalformedMessage("a compressed body that needs a dictionary");
    }
    at += dictionaryLength();
    int length = sizeLength();
    contentSize = length == 0 ? -1 : little(at, length) + (length == 2 ? 256 : 0);
    long size = contentSize;
    if (!single()) {
      long base = 1L << (10 + (pending[0] >> 3 & 31));
      size = base + base / 8 * (pending[0] & 7);
    }
    if (size > LARGEST_WINDOW || contentSize < -1) {
      throw new MalformedMessage("a compressed body with a window of more than 8 MiB");
    }
    if (contentSize >= 0) {
      size = Math.min(size, contentSize);
    }
    release();
    // Two blocks are kept in any case.
    int room = (int) Math.max(size, LARGEST_BLOCK);
    share = memory.share(room + LARGEST_BLOCK);
    window = new ZstdWindow(room);
    literals.reset();
    sequences.reset();
    recent[0] = 1;
    recent[1] = 4;
    recent[2] = 8;
  }

  private void block(Decoded out) throws MalformedMessage {
    ZstdWindow current = window;
    if (current == null) {
      throw new IllegalStateException("a block outside of a frame");
    }
    current.begin();
    int size = blockHeader >> 3;
    switch (blockHeader >> 1 & 3) {
      case 0 -> current.literals(pending, 0, size);
      case 1 -> current.same(pending[0], size);
      default -> compressed(current, size);
    }
    current.handOn(out);
    if ((blockHeader & 1) == 0) {
      expect(State.BLOCK_HEADER, 3);
      return;
    }
    if (contentSize >= 0 && current.total() != contentSize) {
      throw Decoding.malformed();
    }
    release();
    if ((descriptor & 4) != 0) {
      expect(State.CHECKSUM, 4);
    } else {
      expect(State.MAGIC, 4);
    }
  }

  private void compressed(ZstdWindow current, int size) throws MalformedMessage {
    int at = literals.read(pending, 0, size);
    if (at >= size) {
      throw Decoding.malformed();
    }
    int count = pending[at++] & 0xff;
    if (count >= 128) {
      int more = count == 255 ? 2 : 1;
      if (at + more > size) {
        throw Decoding.malformed();
      }
      count = more == 2 ? (int) little(at, 2) + 0x7f00 : ((count - 128) << 8) + (int) little(at, 1);
      at += more;
    }
    int used = 0;
    if (count > 0) {
      at = sequences.tables(pending, at, size);
      var in = new BackwardBits(pending, at, size);
      sequences.begin(in);
      for (int i = 0; i < count; i++) {
        sequences.read(in, i == count - 1);
        if (used + sequences.literalLength > literals.length) {
          throw Decoding.malformed();
        }
        current.literals(literals.bytes, used, sequences.literalLength);
        used += sequences.literalLength;
        current.match(offset(), sequences.matchLength);
      }
      if (!in.exhausted()) {
        throw Decoding.malformed();
      }
    } else if (at != size) {
      throw Decoding.malformed();
    }
    current.literals(literals.bytes, used, literals.length - used);
  }

  /** Section 3.1.1.5: the first three values stand for offsets used before. */
  private long offset() {
    if (sequences.offset > 3) {
      remember(sequences.offset - 3, 2);
    } else {
      int which = (int) sequences.offset - (sequences.literalLength == 0 ? 0 : 1);
      if (which == 3) {
        remember(recent[0] - 1, 2);
      } else {
        remember(recent[which], which);
      }
    }
    return recent[0];
  }

  /** Puts an offset first; those up to {@code last} move back by one. */
  private void remember(long offset, int last) {
    for (int i = last; i > 0; i--) {
      recent[i] = recent[i - 1];
    }
    recent[0] = offset;
  }

  private long little(int from, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (pending[from + i] & 0xffL) << (8 * i);
    }
    return value;
  }

  private void release() {
    window = null;
    if (share != null) {
      share.giveBack();
      share = null;
    }
  }

  @Override
  public void close() {
    release();
  }
}
