package dev.botbottle.acceptance;

import dev.botbottle.testkit.lab.Header;
import dev.botbottle.testkit.lab.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * What reached the sites of the test, as a corpus: without credentials, with names of the
 * documentation for hosts, without the paths, name, kernel and mirror of the machine, each request
 * once.
 */
final class RecordedTraffic {
  /** More of a body adds nothing. */
  private static final int LONGEST_BODY = 1 << 17;

  /** And more of a message, of which there are many, no more either. */
  private static final int LONGEST_MESSAGE = 1 << 14;

  /** A longer text of a conversation is somebody's prose. */
  private static final int LONGEST_TEXT = 300;

  private static final Pattern JSON_TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"");

  /** What a program knows this machine by again, within JSON within JSON. */
  private static final Pattern DEVICE = Pattern.compile("(device_id[\\\\\": ]+)[0-9a-f]{64}");

  private static final String SOME_DEVICE =
      "0df1a2746f2bb2b1a3a2b3bfa1f4d8a60ec73d5ad1e1f0cb6e7d25c49e8b7f13";

  /** Where a mirror of Artifactory's layout keeps cargo's crates. */
  private static final Pattern MIRRORED_CRATES =
      Pattern.compile("^/artifactory/api/cargo/[^/]+/v1/crates/");

  /** And where static.crates.io does. */
  private static final String CRATES = "/crates/";

  private final ThisMachine machine;
  private final Map<String, String> names = new LinkedHashMap<>();

  /**
   * @param hosts the names of hosts of this machine's clients, and what stands for each
   */
  RecordedTraffic(ThisMachine machine, Map<String, String> hosts) throws IOException {
    this.machine = machine;
    names.putAll(hosts);
    names.put(machine.folder(".").normalize().toString(), "/home/ann/work");
    names.put(Product.checkout().toString(), "/home/ann/source");
    names.put(System.getProperty("user.home") + "/", "/home/ann/");
    names.put(System.getProperty("os.version"), "6.1.0");
    names.put(InetAddress.getLocalHost().getHostName(), "workstation");
  }

  /** The requests one behind the other, as HTTP/1.1 has them, packed by gzip. */
  byte[] packed() throws IOException {
    Set<String> all = new LinkedHashSet<>();
    for (Request request : machine.requests()) {
      all.add(message(request));
    }
    return packed(all);
  }

  /**
   * Conversations in the same form. The body of each is its messages one behind the other: a byte
   * for the kind, four for the length, the payload.
   */
  byte[] packed(List<TalkServer.Conversation> conversations) throws IOException {
    List<String> all = new ArrayList<>();
    for (TalkServer.Conversation conversation : conversations) {
      StringBuilder head = new StringBuilder();
      for (String line : conversation.head().lines().toList()) {
        if (!line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
          head.append(cleaned(line)).append("\r\n");
        }
      }
      StringBuilder body = new StringBuilder();
      for (TalkServer.Message message : conversation.messages()) {
        String payload = message.payload();
        payload = cleaned(payload.substring(0, Math.min(payload.length(), LONGEST_MESSAGE)));
        body.append((char) message.kind());
        for (int shift = 24; shift >= 0; shift -= 8) {
          body.append((char) (payload.length() >> shift & 0xff));
        }
        body.append(payload);
      }
      all.add(head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }
    return packed(all);
  }

  private static byte[] packed(Collection<String> all) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      for (String message : all) {
        gzip.write(message.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return out.toByteArray();
  }

  private String message(Request request) {
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(published(cleaned(request.target())));
    head.append(" HTTP/1.1\r\n");
    for (Header header : request.headers()) {
      switch (header.name().toLowerCase(Locale.ROOT)) {
        case "authorization", "cookie", "x-api-key", "proxy-authorization" -> {}
        case "content-length", "transfer-encoding", "connection", "expect" -> {}
        default ->
            head.append(header.name()).append(": ").append(cleaned(header.value())).append("\r\n");
      }
    }
    byte[] bytes = request.body();
    String body =
        cleaned(
            new String(
                Arrays.copyOf(bytes, Math.min(bytes.length, LONGEST_BODY)),
                StandardCharsets.ISO_8859_1));
    if (request.path().startsWith("/v1/messages")) {
      body = withoutProse(body);
    }
    return head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  /** A target as the public registry has it. */
  private static String published(String target) {
    return MIRRORED_CRATES.matcher(target).replaceFirst(CRATES);
  }

  private String cleaned(String text) {
    String clean = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      clean = clean.replace(name.getKey(), name.getValue());
    }
    return DEVICE.matcher(clean).replaceAll("$1" + SOME_DEVICE);
  }

  /**
   * A conversation with the words of each long text in another order: the program's own prose is
   * not ours to copy, and a scanner meets the same words, signs and lengths.
   */
  private static String withoutProse(String json) {
    Random random = new Random(1);
    StringBuilder out = new StringBuilder();
    Matcher text = JSON_TEXT.matcher(json);
    while (text.find()) {
      String found = text.group();
      if (found.length() > LONGEST_TEXT) {
        List<String> words = Arrays.asList(found.substring(1, found.length() - 1).split(" ", -1));
        Collections.shuffle(words, random);
        found = "\"" + String.join(" ", words) + "\"";
      }
      text.appendReplacement(out, Matcher.quoteReplacement(found));
    }
    return text.appendTail(out).toString();
  }
}
