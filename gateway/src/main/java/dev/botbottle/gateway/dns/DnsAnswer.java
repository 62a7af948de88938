package dev.botbottle.gateway.dns;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** Writes answers (RFC 1035 §4). They are small enough for every transport, so none is cut. */
final class DnsAnswer {
  static final int NO_ERROR = 0;
  static final int SERVER_FAILURE = 2;
  static final int NO_SUCH_NAME = 3;

  /** Seconds a client may remember an address; it is the same for the whole session. */
  private static final int TTL = 60;

  /** RFC 6891 §6.2.5. */
  private static final int UDP_SIZE = 1_232;

  private DnsAnswer() {}

  /** An answer to a message that could not be read: its header alone. */
  static byte[] error(byte[] query, int rcode) {
    boolean extended = rcode > 15;
    Bytes out = new Bytes(DnsQuery.HEADER + 11);
    header(out, query, rcode & 15, 0, 0, extended);
    if (extended) {
      edns(out, rcode >>> 4);
    }
    return out.toArray();
  }

  /** An answer to a question: its code, and addresses when there are any. */
  static byte[] answer(
      byte[] query, DnsQuery.Question question, int rcode, List<InetAddress> addresses) {
    Bytes out = new Bytes(question.questionEnd() + 11 + 28 * addresses.size());
    header(out, query, rcode, 1, addresses.size(), question.edns());
    // The question goes back byte for byte: clients check the case of its letters.
    out.bytes(query, DnsQuery.HEADER, question.questionEnd());
    for (InetAddress address : addresses) {
      byte[] bytes = address.getAddress();
      out.int16(0xc000 | DnsQuery.HEADER);
      out.int16(bytes.length == 4 ? DnsQuery.TYPE_A : DnsQuery.TYPE_AAAA);
      out.int16(DnsQuery.CLASS_IN);
      out.int16(0);
      out.int16(TTL);
      out.int16(bytes.length);
      out.bytes(bytes, 0, bytes.length);
    }
    if (question.edns()) {
      edns(out, 0);
    }
    return out.toArray();
  }

  private static void header(
      Bytes out, byte[] query, int rcode, int questions, int answers, boolean edns) {
    out.bytes(query, 0, 2);
    // Response, the query's opcode and "recursion desired", authoritative, recursion available.
    out.int8(0x84 | (query[2] & 0x79));
    out.int8(0x80 | rcode);
    out.int16(questions);
    out.int16(answers);
    out.int16(0);
    out.int16(edns ? 1 : 0);
  }

  private static void edns(Bytes out, int upperCode) {
    out.int8(0);
    out.int16(DnsQuery.TYPE_OPT);
    out.int16(UDP_SIZE);
    out.int8(upperCode);
    out.int8(0);
    out.int16(0);
    out.int16(0);
  }

  /** A byte array being filled. */
  private static final class Bytes {
    private final byte[] array;
    private int size;

    Bytes(int capacity) {
      array = new byte[capacity];
    }

    void int8(int value) {
      array[size++] = (byte) value;
    }

    void int16(int value) {
      int8(value >>> 8);
      int8(value);
    }

    void bytes(byte[] source, int from, int to) {
      System.arraycopy(source, from, array, size, to - from);
      size += to - from;
    }

    byte[] toArray() {
      return Arrays.copyOf(array, size);
    }
  }
}
