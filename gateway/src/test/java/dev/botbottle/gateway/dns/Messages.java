package dev.botbottle.gateway.dns;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** DNS messages for tests. */
final class Messages {
  static final String EDNS = "00" + "0029" + "1000" + "00000000" + "0000";

  private Messages() {}

  /** A query with id 0x1234 and recursion desired. */
  static byte[] query(String name, int type) {
    return message("1234" + "0100" + "0001" + "0000" + "0000" + "0000" + question(name, type, 1));
  }

  static byte[] ednsQuery(String name, int type) {
    return message(
        "1234" + "0100" + "0001" + "0000" + "0000" + "0001" + question(name, type, 1) + EDNS);
  }

  static String question(String name, int type, int dnsClass) {
    return name(name)
        + HexFormat.of().toHexDigits((short) type)
        + HexFormat.of().toHexDigits((short) dnsClass);
  }

  static String name(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!name.isEmpty()) {
      for (String label : name.split("\\.", -1)) {
        byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
        out.write(bytes.length);
        out.writeBytes(bytes);
      }
    }
    out.write(0);
    return HexFormat.of().formatHex(out.toByteArray());
  }

  static byte[] message(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static int rcode(byte[] answer) {
    return answer[3] & 15;
  }

  static int answers(byte[] answer) {
    return (answer[6] & 0xff) << 8 | (answer[7] & 0xff);
  }
}
