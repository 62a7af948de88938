package dev.botbottle.gateway.dns;

/**
 * One DNS message from the agent (RFC 1035 §4), read as far as an answer needs it: the header, one
 * question and whether there is an EDNS record (RFC 6891). No compression pointer is ever followed.
 */
sealed interface DnsQuery {
  int TYPE_A = 1;
  int TYPE_AAAA = 28;
  int TYPE_OPT = 41;
  int TYPE_ANY = 255;
  int CLASS_IN = 1;
  int CLASS_ANY = 255;
  int HEADER = 12;

  /** Not even worth an answer: too short for a header, or an answer itself. */
  record Unanswerable() implements DnsQuery {}

  /**
   * A message that is answered with an error.
   *
   * @param rcode the response code
   */
  record Malformed(int rcode) implements DnsQuery {}

  /**
   * A question.
   *
   * @param name the name with dots, as asked; bytes that no host name has are question marks, which
   *     make the policy deny it
   * @param type the record type asked for
   * @param questionEnd where the question ends in the message
   * @param edns whether the client speaks EDNS
   */
  record Question(String name, int type, int questionEnd, boolean edns) implements DnsQuery {}

  /** RFC 1035 §4.1.1. */
  int FORMAT_ERROR = 1;

  int NOT_IMPLEMENTED = 4;
  int REFUSED = 5;

  /** RFC 6891 §6.1.3; its upper bits go into the EDNS record. */
  int BAD_VERSION = 16;

  /** Reads a message. */
  static DnsQuery parse(byte[] message, int length) {
    if (length < HEADER || (message[2] & 0x80) != 0) {
      return new Unanswerable();
    }
    if ((message[2] & 0x78) != 0) {
      return new Malformed(NOT_IMPLEMENTED);
    }
    if (int16(message, 4) != 1 || int16(message, 6) != 0 || int16(message, 8) != 0) {
      return new Malformed(FORMAT_ERROR);
    }
    StringBuilder name = new StringBuilder();
    int at = readName(message, HEADER, length, name);
    if (at < 0 || at + 4 > length) {
      return new Malformed(FORMAT_ERROR);
    }
    int type = int16(message, at);
    int dnsClass = int16(message, at + 2);
    int questionEnd = at + 4;
    int edns = findEdns(message, questionEnd, length, int16(message, 10));
    if (edns < 0) {
      return new Malformed(edns == -2 ? BAD_VERSION : FORMAT_ERROR);
    }
    if (dnsClass != CLASS_IN && dnsClass != CLASS_ANY) {
      return new Malformed(REFUSED);
    }
    return new Question(name.toString(), type, questionEnd, edns > 0);
  }

  /** Reads labels (RFC 1035 §3.1); the position behind them, or -1. */
  private static int readName(byte[] message, int from, int length, StringBuilder name) {
    int at = from;
    while (at < length) {
      int label = message[at] & 0xff;
      at++;
      if (label == 0) {
        return at;
      }
      // Above 63 lie pointers, which a question has no use for, and reserved kinds.
      if (label > 63 || at + label > length || at + label - from > 254) {
        return -1;
      }
      if (!name.isEmpty()) {
        name.append('.');
      }
      for (int i = at; i < at + label; i++) {
        // A dot within a label is not a dot between labels, and no byte is a letter of Latin-1.
        boolean readable = message[i] > ' ' && message[i] < 0x7f && message[i] != '.';
        name.append(readable ? (char) message[i] : '?');
      }
      at += label;
    }
    return -1;
  }

  /** 1 with an EDNS record, 0 without, -1 for a broken message, -2 for another EDNS version. */
  private static int findEdns(byte[] message, int from, int length, int records) {
    int at = from;
    int found = 0;
    for (int i = 0; i < records; i++) {
      int start = at;
      at = skipName(message, at, length);
      if (at < 0 || at + 10 > length) {
        return -1;
      }
      int type = int16(message, at);
      int version = message[at + 5] & 0xff;
      int next = at + 10 + int16(message, at + 8);
      if (next > length) {
        return -1;
      }
      if (type == TYPE_OPT) {
        // RFC 6891 §6.1.1 and §6.1.2: at most one, and its name is the root.
        if (found > 0 || message[start] != 0) {
          return -1;
        }
        if (version != 0) {
          return -2;
        }
        found = 1;
      }
      at = next;
    }
    return found;
  }

  private static int skipName(byte[] message, int from, int length) {
    int at = from;
    while (at < length && at - from <= 255) {
      int label = message[at] & 0xff;
      if (label == 0) {
        return at + 1;
      }
      if (label >= 0xc0) {
        return at + 2;
      }
      if (label > 63) {
        return -1;
      }
      at += 1 + label;
    }
    return -1;
  }

  private static int int16(byte[] message, int at) {
    return (message[at] & 0xff) << 8 | (message[at + 1] & 0xff);
  }
}
