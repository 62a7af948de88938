package dev.botbottle.gateway.http2;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.http.ResponseHead;
import dev.botbottle.policy.Digits;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes heads of header sections (RFC 9113 §8.2, §8.3), as the rest of the gateway knows them from
 * HTTP/1.1: the authority stands in a Host field. Netty's decoder has checked the characters, the
 * order of pseudo-header fields and what concerns connections; here is what it leaves to its user.
 */
final class HeadReader {
  private HeadReader() {}

  /**
   * A request's head.
   *
   * @param ended whether no body follows
   */
  static RequestHead request(Http2Headers section, boolean ended) throws MalformedMessage {
    String method = "";
    String scheme = "";
    String path = "";
    String authority = "";
    var rest = new Fields();
    for (Map.Entry<CharSequence, CharSequence> line : section) {
      String name = line.getKey().toString();
      String value = line.getValue().toString();
      switch (name) {
        case ":method" -> method = once(method, name, value);
        case ":scheme" -> scheme = once(scheme, name, value);
        case ":path" -> path = once(path, name, value);
        case ":authority" -> authority = once(authority, name, value);
        default -> regular(rest, name, value);
      }
    }
    checkToken(method);
    boolean connect = method.equals("CONNECT");
    if (connect) {
      // RFC 9113 §8.5; refused further on, as inside any tunnel.
      if (!scheme.isEmpty() || !path.isEmpty() || authority.isEmpty()) {
        throw new MalformedMessage("a CONNECT that is more than its authority");
      }
      path = authority;
    } else if (!scheme.equals("https")) {
      throw new MalformedMessage("another scheme than its connection's");
    } else if (!path.startsWith("/") && !(path.equals("*") && method.equals("OPTIONS"))) {
      throw new MalformedMessage("a path that does not begin with a slash");
    }
    checkPrintable(path, "a request target");
    List<String> hosts = rest.all("host");
    if (hosts.size() > 1
        || (!hosts.isEmpty()
            && !authority.isEmpty()
            && !hosts.getFirst().equalsIgnoreCase(authority))) {
      throw new MalformedMessage("two statements about its host");
    }
    if (authority.isEmpty() && !hosts.isEmpty()) {
      authority = hosts.getFirst();
    }
    if (authority.isEmpty()) {
      throw new MalformedMessage("no authority");
    }
    checkPrintable(authority, "an authority");
    var fields = new Fields().add("host", authority);
    rest.remove("host");
    joinCookies(rest).lines().forEach(field -> fields.add(field.name(), field.value()));
    return new RequestHead(method, path, true, fields, framing(rest, ended, without(method)));
  }

  /**
   * A response's head.
   *
   * @param ended whether no body follows
   * @param head whether it answers HEAD
   */
  static ResponseHead response(Http2Headers section, boolean ended, boolean head)
      throws MalformedMessage {
    String status = "";
    var fields = new Fields();
    for (Map.Entry<CharSequence, CharSequence> line : section) {
      String name = line.getKey().toString();
      String value = line.getValue().toString();
      if (name.equals(":status")) {
        status = once(status, name, value);
      } else {
        regular(fields, name, value);
      }
    }
    int code = status(status);
    if (code == 101 || (code < 200 && ended)) {
      // RFC 9113 §8.6, §8.1.
      throw new MalformedMessage("an interim response that ends the stream or switches protocols");
    }
    boolean bodiless = head || code < 200 || code == 204 || code == 304;
    Framing framing = bodiless ? new Framing.None() : framing(fields, ended, new Framing.Length(0));
    return new ResponseHead(code, "", true, fields, framing);
  }

  /** A trailer section (RFC 9113 §8.1). */
  static Fields trailers(Http2Headers section) throws MalformedMessage {
    var fields = new Fields();
    for (Map.Entry<CharSequence, CharSequence> line : section) {
      regular(fields, line.getKey().toString(), line.getValue().toString());
    }
    return fields;
  }

  private static void regular(Fields fields, String name, String value) throws MalformedMessage {
    if (name.startsWith(":")) {
      throw new MalformedMessage("a pseudo-header field that does not belong there");
    }
    if (!value.equals(value.strip())) {
      throw new MalformedMessage("a field value with white space around it");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        throw new MalformedMessage("a control character in a field");
      }
    }
    fields.add(name, value);
  }

  private static String once(String before, String name, String value) throws MalformedMessage {
    if (!before.isEmpty() || value.isEmpty()) {
      throw new MalformedMessage("not exactly one " + name);
    }
    return value;
  }

  private static void checkToken(String method) throws MalformedMessage {
    if (method.isEmpty()) {
      throw new MalformedMessage("no method");
    }
    for (int i = 0; i < method.length(); i++) {
      char c = method.charAt(i);
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!letter && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        throw new MalformedMessage("a method that is no token");
      }
    }
  }

  private static void checkPrintable(String text, String what) throws MalformedMessage {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        throw new MalformedMessage(what + " with a character that is not printable ASCII");
      }
    }
  }

  private static int status(String text) throws MalformedMessage {
    boolean digits = text.length() == 3;
    for (int i = 0; i < text.length(); i++) {
      digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!digits || text.charAt(0) == '0') {
      throw new MalformedMessage("a status of other than three digits");
    }
    return Integer.parseInt(text);
  }

  /**
   * A client may cut its cookies into several fields (RFC 9113 §8.2.3). Those without any are left
   * out, or what is joined might end in a space.
   */
  private static Fields joinCookies(Fields fields) {
    List<String> cookies = fields.all("cookie");
    if (cookies.size() > 1) {
      var some = new ArrayList<>(cookies);
      some.removeIf(String::isEmpty);
      fields.set("cookie", String.join("; ", some));
    }
    return fields;
  }

  /** A request without a body, as HTTP/1.1 writes it (RFC 9110 §8.6). */
  private static Framing without(String method) {
    return switch (method) {
      case "POST", "PUT", "PATCH" -> new Framing.Length(0);
      default -> new Framing.None();
    };
  }

  /** What the fields say of the body; where they say nothing the stream's end is its end. */
  private static Framing framing(Fields fields, boolean ended, Framing empty)
      throws MalformedMessage {
    List<String> lengths = fields.all("content-length");
    if (lengths.isEmpty()) {
      return ended ? empty : new Framing.Chunked();
    }
    long length = lengths.size() == 1 ? Digits.of(lengths.getFirst(), 18) : -1;
    if (length < 0) {
      throw new MalformedMessage("a Content-Length that is not one number");
    }
    if (ended && length > 0) {
      throw new MalformedMessage("a body shorter than announced");
    }
    return new Framing.Length(length);
  }
}
