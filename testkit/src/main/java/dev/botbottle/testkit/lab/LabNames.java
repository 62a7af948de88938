package dev.botbottle.testkit.lab;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lab's DNS (RFC 1035): the sites' names and addresses, and nothing else. A name below {@link
 * Site#TURNING} has one of its addresses at a time, the next one at each question.
 */
final class LabNames {
  private static final int TYPE_A = 1;
  private static final int TYPE_AAAA = 28;

  private final Map<String, List<String>> addresses;
  private final Map<String, Integer> asked = new HashMap<>(); // guarded by this

  LabNames(Map<String, List<String>> addresses) {
    this.addresses = addresses;
  }

  /**
   * A question.
   *
   * @param name the name with dots
   * @param type the record type
   * @param end where it ends in the message
   */
  record Question(String name, int type, int end) {}

  /** Reads the question of a query; throws {@link IndexOutOfBoundsException} when it is broken. */
  static Question question(byte[] query) {
    StringBuilder name = new StringBuilder();
    int at = 12;
    while (query[at] != 0) {
      int length = query[at] & 0x3f;
      name.append(name.isEmpty() ? "" : ".");
      name.append(new String(query, at + 1, length, StandardCharsets.ISO_8859_1));
      at += length + 1;
    }
    int type = (query[at + 1] & 0xff) << 8 | (query[at + 2] & 0xff);
    return new Question(name.toString(), type, at + 5);
  }

  private synchronized @Nullable List<String> known(String name, int type) {
    List<String> all = addresses.get(name);
    if (all == null || !name.endsWith(Site.TURNING) || type != TYPE_A) {
      return all;
    }
    int before = asked.merge(name, 1, Integer::sum) - 1;
    return List.of(all.get(Math.min(before, all.size() - 1)));
  }

  byte[] answer(byte[] query, Question question) {
    List<String> known = known(question.name().toLowerCase(Locale.ROOT), question.type());
    List<byte[]> records = new ArrayList<>();
    if (known != null) {
      for (String address : known) {
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        if (question.type() == (bytes.length == 4 ? TYPE_A : TYPE_AAAA)) {
          records.add(bytes);
        }
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(query, 0, 2);
    out.write(0x80 | (query[2] & 1));
    out.write(0x80 | (known == null ? 3 : 0));
    out.writeBytes(new byte[] {0, 1, 0, (byte) records.size(), 0, 0, 0, 0});
    out.writeBytes(Arrays.copyOfRange(query, 12, question.end()));
    for (byte[] record : records) {
      out.writeBytes(
          new byte[] {
            (byte) 0xc0, 12, 0, (byte) question.type(), 0, 1, 0, 0, 0, 1, 0, (byte) record.length
          });
      out.writeBytes(record);
    }
    return out.toByteArray();
  }
}
