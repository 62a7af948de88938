package dev.botbottle.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Header sections that are no requests; each case names the section of RFC 9113 it breaks. */
class MalformedHeadTest extends ServedFrames {
  static Stream<Map.Entry<String, String[]>> malformedHeads() {
    var heads = new ArrayList<Map.Entry<String, String[]>>();
    heads.add(Map.entry("8.2.1 an upper-case name", Frames.with(GET, "X-Upper", "1")));
    heads.add(Map.entry("8.2.1 a space in a name", Frames.with(GET, "x y", "1")));
    heads.add(Map.entry("8.2.1 a colon in a name", Frames.with(GET, "x:y", "1")));
    heads.add(Map.entry("8.2.1 a byte above 0x7f in a name", Frames.with(GET, "x\u00e9", "1")));
    heads.add(Map.entry("8.2.1 a line feed in a name", Frames.with(GET, "x\ny", "1")));
    heads.add(Map.entry("8.2.1 an empty name", Frames.with(GET, "", "1")));
    heads.add(Map.entry("8.2.1 CR LF in a value", Frames.with(GET, "x", "1\r\nhost: b.test")));
    heads.add(Map.entry("8.2.1 LF in a value", Frames.with(GET, "x", "1\nb")));
    heads.add(Map.entry("8.2.1 NUL in a value", Frames.with(GET, "x", "1\0b")));
    heads.add(
        Map.entry("8.2.1 another control character in a value", Frames.with(GET, "x", "1\u0001")));
    heads.add(Map.entry("8.2.1 a space before a value", Frames.with(GET, "x", " 1")));
    heads.add(Map.entry("8.2.1 a tab behind a value", Frames.with(GET, "x", "1\t")));
    heads.add(Map.entry("8.2.2 Connection", Frames.with(GET, "connection", "keep-alive")));
    heads.add(Map.entry("8.2.2 Proxy-Connection", Frames.with(GET, "proxy-connection", "x")));
    heads.add(Map.entry("8.2.2 Keep-Alive", Frames.with(GET, "keep-alive", "1")));
    heads.add(
        Map.entry("8.2.2 Transfer-Encoding", Frames.with(POST, "transfer-encoding", "chunked")));
    heads.add(Map.entry("8.2.2 Upgrade", Frames.with(GET, "upgrade", "websocket")));
    heads.add(Map.entry("8.2.2 TE other than trailers", Frames.with(GET, "te", "gzip")));
    heads.add(
        Map.entry(
            "8.3 a pseudo-header field behind a regular one",
            new String[] {
              ":method", "GET", ":scheme", "https", "x", "1", ":authority", "a.test", ":path", "/"
            }));
    heads.add(Map.entry("8.3 an unknown pseudo-header field", Frames.with(GET, ":other", "1")));
    heads.add(Map.entry("8.3 one of a response", Frames.with(GET, ":status", "200")));
    heads.add(
        Map.entry(
            "RFC 8441 :protocol, which was not offered",
            new String[] {
              ":method",
              "CONNECT",
              ":protocol",
              "websocket",
              ":scheme",
              "https",
              ":authority",
              "a.test",
              ":path",
              "/"
            }));
    for (int i = 0; i < GET.length; i += 2) {
      heads.add(
          Map.entry(
              "8.3.1 " + GET[i] + " twice",
              new Object() {
                String[] head(int at) {
                  var all = new ArrayList<String>(List.of(GET));
                  all.addAll(at, List.of(GET[at], GET[at + 1]));
                  return all.toArray(new String[0]);
                }
              }.head(i)));
      var without = new ArrayList<String>(List.of(GET));
      without.remove(i);
      without.remove(i);
      heads.add(Map.entry("8.3.1 no " + GET[i], without.toArray(new String[0])));
      String[] empty = GET.clone();
      empty[i + 1] = "";
      heads.add(Map.entry("8.3.1 an empty " + GET[i], empty));
    }
    String[] plain = GET.clone();
    plain[3] = "http";
    heads.add(Map.entry("8.3.1 another scheme", plain));
    String[] whole = GET.clone();
    whole[7] = "https://b.test/";
    heads.add(Map.entry("8.3.1 a whole URL as path", whole));
    String[] spaced = GET.clone();
    spaced[7] = "/ HTTP/1.1";
    heads.add(Map.entry("8.3.1 a space in the path", spaced));
    String[] lines = GET.clone();
    lines[7] = "/\r\nx: y";
    heads.add(Map.entry("8.3.1 CR LF in the path", lines));
    String[] verb = GET.clone();
    verb[1] = "GET / HTTP/1.1";
    heads.add(Map.entry("8.3.1 a method that is no token", verb));
    String[] place = GET.clone();
    place[5] = "a.test ";
    heads.add(Map.entry("8.3.1 a space in :authority", place));
    heads.add(Map.entry("8.3.1 Host against :authority", Frames.with(GET, "host", "b.test")));
    heads.add(Map.entry("8.3.1 Host twice", Frames.with(GET, "host", "a.test", "host", "a.test")));
    heads.add(
        Map.entry(
            "8.5 CONNECT with a path",
            Frames.with(
                new String[] {":method", "CONNECT"},
                ":scheme",
                "https",
                ":authority",
                "a.test",
                ":path",
                "/")));
    heads.add(
        Map.entry(
            "8.1.1 Content-Length twice",
            Frames.with(POST, "content-length", "1", "content-length", "1")));
    heads.add(
        Map.entry("8.1.1 Content-Length of no number", Frames.with(POST, "content-length", "+1")));
    heads.add(
        Map.entry(
            "8.1.1 Content-Length beyond numbers",
            Frames.with(POST, "content-length", "9999999999999999999")));
    heads.add(
        Map.entry("10.5.1 a head larger than the limit", Frames.with(GET, manySmallFields())));
    return heads.stream();
  }

  /** Few bytes on the wire; each field counts 32 more (RFC 9113 §6.5.2). */
  private static String[] manySmallFields() {
    String[] fields = new String[1_000];
    Arrays.fill(fields, "x");
    return fields;
  }

  @ParameterizedTest
  @MethodSource("malformedHeads")
  void aMalformedHeadIsRecordedAndItsStreamReset(Map.Entry<String, String[]> head)
      throws Exception {
    client.greet().headers(1, true, head.getValue());
    Frames.Frame reset = client.next();
    assertThat(reset.type()).as(head.getKey()).isEqualTo(Frames.RST_STREAM);
    assertThat(reset.code()).isEqualTo(Frames.PROTOCOL_ERROR);
    assertThat(served).isEmpty();
    assertThat(malformed).hasSize(1);
    client.headers(3, true, GET);
    assertThat(client.hear().status()).isEqualTo(200);
  }

  @Test
  void section85AConnectReachesThePolicyAsSuch() throws Exception {
    client.greet().headers(1, true, ":method", "CONNECT", ":authority", "b.test:443");
    client.hear();
    assertThat(served.getFirst().method()).isEqualTo("CONNECT");
    assertThat(served.getFirst().target()).isEqualTo("b.test:443");
  }
}
