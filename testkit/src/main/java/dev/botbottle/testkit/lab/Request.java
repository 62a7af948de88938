package dev.botbottle.testkit.lab;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A request that reached a server of the lab. */
public final class Request {
  private final String method;
  private final String target;
  private final List<Header> headers;
  private final byte[] body;
  private final boolean complete;

  Request(String method, String target, List<Header> headers, byte[] body, boolean complete) {
    this.method = method;
    this.target = target;
    this.headers = List.copyOf(headers);
    this.body = body.clone();
    this.complete = complete;
  }

  /** The method as on the wire. */
  public String method() {
    return method;
  }

  /** The request target as on the wire, query included. */
  public String target() {
    return target;
  }

  /** The target without its query. */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** The header fields in order. */
  public List<Header> headers() {
    return headers;
  }

  /** The first value of a field, its name in any case. */
  public Optional<String> header(String name) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return Optional.of(header.value());
      }
    }
    return Optional.empty();
  }

  /** The body as far as it came. */
  public byte[] body() {
    return body.clone();
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Whether the body ended as it should; false for an upload that was broken off. */
  public boolean complete() {
    return complete;
  }

  /** Everything that arrived, as text to search in. */
  public String everything() {
    StringBuilder out = new StringBuilder(method).append(' ').append(target).append('\n');
    for (Header header : headers) {
      out.append(header.name()).append(": ").append(header.value()).append('\n');
    }
    return out.append('\n').append(text()).toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Request that
        && method.equals(that.method)
        && target.equals(that.target)
        && headers.equals(that.headers)
        && Arrays.equals(body, that.body)
        && complete == that.complete;
  }

  @Override
  public int hashCode() {
    return Objects.hash(method, target, headers, Arrays.hashCode(body), complete);
  }

  @Override
  public String toString() {
    return method + " " + target + (complete ? "" : " (broken off)");
  }
}
