package dev.botbottle.gateway;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http2.Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The places of a request that a text can be written to, each sent through a gateway to a server
 * that takes anything. Each tells the rule that refused it, or nothing when it was passed on.
 */
final class SecretCarriers {
  static final String HTTP = "api.test";
  static final String GRPC = "grpc.test";
  static final String WEB_SOCKET = "ws.test";

  private static final int CLOSE = 8;
  private static final String DENIED = "denied by the bottle's gateway: ";

  private final Lab lab;

  SecretCarriers(Lab lab) throws IOException {
    this.lab = lab;
    lab.tls(
        HTTP,
        call -> {
          call.body();
          call.ok("");
        });
    lab.tls(WEB_SOCKET, call -> FakeWebSocket.accept(call).echo());
    lab.streams(
        GRPC,
        (head, stream) -> {
          while (stream.readBody(new Bodies.Text())) {}
          stream.head(200, "", new Fields(), new Framing.Chunked());
          stream.end(new Fields().add("grpc-status", "0"));
        });
  }

  /** A request of HTTP/1.1 as it is written. */
  String raw(String... request) throws Exception {
    Lab.Talk talk = lab.tunnel(HTTP);
    Lab.Answer answer = talk.say(String.join("", request)).hear("POST");
    talk.socket.close();
    return answer.fields().first("x-bottle-denied").orElse("");
  }

  String body(String text, String... fields) throws Exception {
    return raw(Lab.request("POST", HTTP, "/", text, fields));
  }

  String target(String target) throws Exception {
    return raw(Lab.request("GET", HTTP, target, ""));
  }

  String fields(String... fields) throws Exception {
    return raw(Lab.request("GET", HTTP, "/", "", fields));
  }

  /** In two chunks (RFC 9112, section 7.1), and a field behind them. */
  String chunks(String first, String second, String trailer) throws Exception {
    return raw(
        Lab.request("POST", HTTP, "/", "", "Transfer-Encoding: chunked"),
        chunk(first),
        chunk(second),
        "0\r\n",
        trailer.isEmpty() ? "" : trailer + "\r\n",
        "\r\n");
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  String coded(String coding, String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] coded =
        switch (coding) {
          case "br" -> {
            Brotli4jLoader.ensureAvailability();
            yield Encoder.compress(bytes);
          }
          case "zstd" -> Zstd.compress(bytes);
          default -> deflated(coding, bytes);
        };
    return body(new String(coded, StandardCharsets.ISO_8859_1), "Content-Encoding: " + coding);
  }

  private static byte[] deflated(String coding, byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var deflating =
        coding.equals("gzip") ? new GZIPOutputStream(out) : new DeflaterOutputStream(out)) {
      deflating.write(bytes);
    }
    return out.toByteArray();
  }

  /** A part of a form (RFC 7578) for each text. */
  String multipart(String... texts) throws Exception {
    var form = new StringBuilder();
    for (int i = 0; i < texts.length; i++) {
      form.append("--b\r\nContent-Disposition: form-data; name=\"n").append(i);
      form.append("\"\r\n\r\n").append(texts[i]).append("\r\n");
    }
    return body(form + "--b--\r\n", "Content-Type: multipart/form-data; boundary=b");
  }

  String stream(String text) throws Exception {
    String[] head = {
      ":method", "POST", ":scheme", "https", ":authority", HTTP, ":path", "/", "x-a", "b"
    };
    Frames client = lab.frames(HTTP).headers(1, false, head);
    client.frame(Frames.DATA, Frames.END_STREAM, 1, text.getBytes(StandardCharsets.ISO_8859_1));
    Map<String, String> answer = client.fields(client.next(Frames.HEADERS));
    client.close();
    return answer.getOrDefault("x-bottle-denied", "");
  }

  /** A message of gRPC for each text, in one call. */
  String grpc(String... texts) throws Exception {
    Frames client = lab.frames(GRPC);
    String[] head = GrpcCalls.call();
    head[5] = GRPC;
    client.headers(1, false, head);
    for (int i = 0; i < texts.length; i++) {
      GrpcCalls.data(client, i == texts.length - 1, GrpcCalls.message(texts[i]));
    }
    String rule = "";
    for (boolean more = true; more; ) {
      Frames.Frame frame = client.next();
      if (frame.type() == Frames.HEADERS) {
        Map<String, String> fields = client.fields(frame);
        rule = fields.getOrDefault("x-bottle-denied", rule);
        more = !frame.ends();
      } else {
        more = frame.type() != Frames.RST_STREAM;
      }
    }
    client.close();
    return rule;
  }

  /** Without TLS: its clients do not take every name. */
  String host(String name) throws Exception {
    Lab.Talk talk = lab.explicit();
    Fields fields = talk.get(name, "http://" + name + "/").fields();
    talk.socket.close();
    return fields.first("x-bottle-denied").orElse("");
  }

  /**
   * A message of a WebSocket.
   *
   * @param opcode of its first frame (RFC 6455, section 11.8)
   * @param texts a frame each
   */
  String message(int opcode, String... texts) throws Exception {
    var frames = new StringBuilder();
    for (int i = 0; i < texts.length; i++) {
      frames.append(frame(i == 0 ? opcode : 0, i == texts.length - 1, texts[i]));
    }
    return webSocket(frames.toString());
  }

  /** A message for each text, on one connection. */
  String messages(String... texts) throws Exception {
    var frames = new StringBuilder();
    for (String text : texts) {
      frames.append(frame(1, true, text));
    }
    return webSocket(frames.toString());
  }

  private String webSocket(String frames) throws Exception {
    Lab.Talk talk = lab.tunnel(WEB_SOCKET);
    talk.upgrade(WEB_SOCKET);
    talk.say(frames, frame(CLOSE, true, ""));
    int kind = 0;
    var heard = new StringBuilder();
    while (kind != CLOSE) {
      kind = talk.in.read() & 0xf;
      int length = talk.in.read();
      length = length < 126 ? length : talk.in.read() << 8 | talk.in.read();
      heard.append(new String(talk.in.readNBytes(length), StandardCharsets.ISO_8859_1));
    }
    talk.socket.close();
    int told = heard.indexOf(DENIED);
    return told < 0 ? "" : heard.substring(told + DENIED.length());
  }

  /** Masked with zeros. */
  private static String frame(int opcode, boolean last, String text) {
    String length =
        text.length() < 126
            ? "" + (char) (0x80 | text.length())
            : "\u00fe" + (char) (text.length() >> 8) + (char) (text.length() & 0xff);
    return (char) ((last ? 0x80 : 0) | opcode) + length + "\0\0\0\0" + text;
  }
}
