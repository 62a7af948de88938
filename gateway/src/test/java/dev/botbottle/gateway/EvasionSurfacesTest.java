package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.policy.SessionOrder;
import dev.botbottle.scan.KnownSecret;
import dev.botbottle.scan.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Writes the second table of docs/evasion.md by sending each form of a value in each place through
 * a gateway, the honest rows included.
 */
class EvasionSurfacesTest {
  private static final Path PAGE = Path.of("../docs/evasion.md");
  private static final String BEGIN = "<!-- made by EvasionSurfacesTest -->";
  private static final String END = "<!-- end of EvasionSurfacesTest -->";
  private static final String SIGNS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  // In two parts, so that this file itself is no finding of a secret scanner.
  private static final String FORMAT = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";

  /** A column: how a value is written. */
  private record Technique(String name, UnaryOperator<String> form) {}

  /** A row: how a text is sent; tells the rule that refused it, or nothing. */
  private record Surface(String name, Sending sending) {}

  private interface Sending {
    String send(SecretCarriers to, String text) throws Exception;
  }

  private static final List<Technique> TECHNIQUES =
      List.of(
          new Technique("as it is", s -> s),
          new Technique("base64", EvasionSurfacesTest::base64),
          new Technique("base64 twice", s -> base64(base64(s))),
          new Technique("hexadecimal", s -> HexFormat.of().formatHex(bytes(s))),
          new Technique("`%41`", s -> each(s, "%%%02x")),
          new Technique("`\\u0041`", s -> each(s, "\\u%04x")),
          new Technique("`&#65;`", s -> each(s, "&#%d;")),
          new Technique("letters apart", s -> String.join("-", s.split(""))),
          new Technique("reversed", s -> new StringBuilder(s).reverse().toString()));

  private static final List<Surface> SURFACES =
      List.of(
          new Surface("body", (to, s) -> to.body("note: " + s)),
          new Surface("body in chunks", (to, s) -> to.chunks("note: " + head(s), tail(s), "")),
          new Surface("field behind a body", (to, s) -> to.chunks("a", "b", "x-note: " + s)),
          new Surface("body in gzip", (to, s) -> to.coded("gzip", "note: " + s)),
          new Surface("body in deflate", (to, s) -> to.coded("deflate", "note: " + s)),
          new Surface("body in br", (to, s) -> to.coded("br", "note: " + s)),
          new Surface("body in zstd", (to, s) -> to.coded("zstd", "note: " + s)),
          new Surface("body of HTTP/2", (to, s) -> to.stream("note: " + s)),
          new Surface("element of JSON", (to, s) -> to.body("{\"a\":[1,\"" + s + "\"]}")),
          new Surface("part of a multipart body", (to, s) -> to.multipart("x", s)),
          new Surface("value of a form", (to, s) -> to.body("a=1&b=" + url(s))),
          new Surface("path", (to, s) -> to.target("/a/" + url(s))),
          new Surface("query", (to, s) -> to.target("/?a=1&b=" + url(s))),
          new Surface("header field", (to, s) -> to.fields("X-Note: " + s)),
          new Surface("label of a host", (to, s) -> to.host(s + ".any.test")),
          new Surface("text of a WebSocket", (to, s) -> to.message(1, "note: " + s)),
          new Surface("bytes of a WebSocket", (to, s) -> to.message(2, "note: " + s)),
          new Surface("message of gRPC", (to, s) -> to.grpc("note: " + s)),
          new Surface("two elements of JSON", (to, s) -> to.body(list(s))),
          new Surface("two parts of a multipart body", (to, s) -> to.multipart(head(s), tail(s))),
          new Surface("two values of a query", (to, s) -> to.target(pieces(s, "/?a=", "&b="))),
          new Surface("two segments of a path", (to, s) -> to.target(pieces(s, "/", "/"))),
          new Surface(
              "two header fields", (to, s) -> to.fields("X-A: " + head(s), "X-B: " + tail(s))),
          new Surface("two labels of a host", (to, s) -> to.host(pieces(s, "", ".") + ".any.test")),
          new Surface("two frames of a WebSocket", (to, s) -> to.message(1, head(s), tail(s))),
          new Surface("two messages of a WebSocket", (to, s) -> to.messages(head(s), tail(s))),
          new Surface("two messages of a gRPC call", (to, s) -> to.grpc(head(s), tail(s))),
          new Surface(
              "two requests", (to, s) -> to.body(head(s)) + to.target("/?q=" + url(tail(s)))));

  /** A value of its own for each cell: parts of one are counted over all that a session sends. */
  private final List<String> known = new ArrayList<>();

  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    var random = new Random(7);
    for (int i = 0; i < SURFACES.size() * TECHNIQUES.size(); i++) {
      var value = new StringBuilder();
      random.ints(48, 0, SIGNS.length()).forEach(at -> value.append(SIGNS.charAt(at)));
      known.add(value.toString());
    }
    lab = new Lab();
    lab.inspector = order -> ScannerInspector.of(knowing(order));
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  private SessionOrder knowing(SessionOrder order) {
    var secrets = new ArrayList<KnownSecret>();
    for (String value : known) {
      secrets.add(new KnownSecret("k", KnownSecret.Kind.CANARY, Secret.of(value)));
    }
    return new SessionOrder(
        order.session(), order.authority(), order.policy(), order.secrets(), secrets, List.of());
  }

  /** {@code -Dwrite.pages=true} writes the table anew. */
  @Test
  void theTableOfThePageIsWhatTheGatewayDenies() throws Exception {
    var carriers = new SecretCarriers(lab);
    lab.route(lab.to(SecretCarriers.HTTP))
        .route(lab.to(SecretCarriers.GRPC))
        .route(lab.to(SecretCarriers.WEB_SOCKET).webSocket())
        .route(lab.to("*.any.test"))
        .start();
    var table = new StringBuilder(BEGIN + "\n|");
    TECHNIQUES.forEach(technique -> table.append(" | ").append(technique.name()));
    table.append(" |\n|---").append("|---".repeat(TECHNIQUES.size())).append("|\n");
    int next = 0;
    for (Surface surface : SURFACES) {
      table.append("| ").append(surface.name());
      for (Technique technique : TECHNIQUES) {
        String value = technique.form().apply(known.get(next++));
        String ofKnown = surface.sending().send(carriers, value);
        String ofFormat = surface.sending().send(carriers, technique.form().apply(FORMAT));
        table.append(" | ").append(cell(ofKnown, ofFormat));
      }
      table.append(" |\n");
    }
    table.append(END);
    String page = Files.readString(PAGE);
    String made =
        page.substring(0, page.indexOf(BEGIN))
            + table
            + page.substring(page.indexOf(END) + END.length());
    if (Boolean.getBoolean("write.pages")) {
      Files.writeString(PAGE, made);
    }
    assertThat(page).isEqualTo(made);
  }

  private static String cell(String ofKnown, String ofFormat) {
    if (ofKnown.isEmpty() || ofFormat.isEmpty()) {
      return !ofKnown.isEmpty() ? "known" : !ofFormat.isEmpty() ? "format" : "**no**";
    }
    return ofKnown.startsWith("scan:") || ofFormat.startsWith("scan:") ? "yes" : "refused";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(text));
  }

  private static String each(String text, String format) {
    var out = new StringBuilder();
    text.chars().forEach(c -> out.append(String.format(format, c)));
    return out.toString();
  }

  /** As it may stand in an address; what has escapes has them already. */
  private static String url(String text) {
    return text.contains("%") ? text : URLEncoder.encode(text, StandardCharsets.ISO_8859_1);
  }

  private static String head(String text) {
    return text.substring(0, text.length() / 2);
  }

  private static String tail(String text) {
    return text.substring(text.length() / 2);
  }

  private static String list(String text) {
    return "[\"" + head(text) + "\",\"" + tail(text) + "\"]";
  }

  private static String pieces(String text, String before, String between) {
    return before + url(head(text)) + between + url(tail(text));
  }
}
