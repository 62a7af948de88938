package dev.botbottle.gateway.coding;

import dev.botbottle.gateway.http.MalformedMessage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The literals of a compressed block (RFC 8878, section 3.1.1.3.1). */
final class ZstdLiterals {
  private static final int RAW = 0;
  private static final int SAME = 1;
  private static final int TREELESS = 3;

  /** The literals of the last block, from 0 to {@link #length}. */
  final byte[] bytes = new byte[Unzstd.LARGEST_BLOCK];

  int length;

  private @Nullable HuffmanTable table;

  /** Forgets the table: a frame begins. */
  void reset() {
    table = null;
  }

  /** Reads the section at an index; returns where it ends. */
  int read(byte[] block, int from, int to) throws MalformedMessage {
    if (from >= to) {
      throw Decoding.malformed();
    }
    int first = block[from] & 0xff;
    int type = first & 3;
    int format = first >> 2 & 3;
    return type <= SAME
        ? plain(block, from, to, type, format)
        : coded(block, from, to, type, format);
  }

  private int plain(byte[] block, int from, int to, int type, int format) throws MalformedMessage {
    int header = format == 1 ? 2 : format == 3 ? 3 : 1;
    length((int) (little(block, from, to, header) >> (header == 1 ? 3 : 4)));
    int at = from + header;
    int end = at + (type == RAW ? length : 1);
    if (end > to) {
      throw Decoding.malformed();
    }
    if (type == RAW) {
      System.arraycopy(block, at, bytes, 0, length);
    } else {
      Arrays.fill(bytes, 0, length, block[at]);
    }
    return end;
  }

  private int coded(byte[] block, int from, int to, int type, int format) throws MalformedMessage {
    int header = format < 2 ? 3 : format + 2;
    int bits = format < 2 ? 10 : format == 2 ? 14 : 18;
    long sizes = little(block, from, to, header) >> 4;
    length((int) sizes & ((1 << bits) - 1));
    int at = from + header;
    int end = at + ((int) (sizes >> bits) & ((1 << bits) - 1));
    if (end > to) {
      throw Decoding.malformed();
    }
    HuffmanTable current = table;
    if (type != TREELESS) {
      HuffmanTable.Described described = HuffmanTable.read(block, at, end);
      current = described.table();
      table = current;
      at = described.end();
    }
    if (current == null) {
      throw Decoding.malformed();
    }
    if (format == 0) {
      current.decode(block, at, end, bytes, 0, length);
    } else {
      fourStreams(current, block, at, end);
    }
    return end;
  }

  private void fourStreams(HuffmanTable current, byte[] block, int from, int to)
      throws MalformedMessage {
    int part = (length + 3) / 4;
    int start = from + 6;
    if (start > to || 3 * part > length) {
      throw Decoding.malformed();
    }
    for (int i = 0; i < 4; i++) {
      int end = i == 3 ? to : start + (int) little(block, from + 2 * i, to, 2);
      if (end > to) {
        throw Decoding.malformed();
      }
      int share = i == 3 ? length - 3 * part : part;
      current.decode(block, start, end, bytes, i * part, share);
      start = end;
    }
  }

  private void length(int value) throws MalformedMessage {
    if (value > bytes.length) {
      throw Decoding.malformed();
    }
    length = value;
  }

  private static long little(byte[] block, int from, int to, int count) throws MalformedMessage {
    if (from + count > to) {
      throw Decoding.malformed();
    }
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (block[from + i] & 0xffL) << (8 * i);
    }
    return value;
  }
}
