package dev.botbottle.otlp;

import dev.botbottle.scan.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;

/**
 * A collector that takes logs by OTLP/HTTP (OTLP 1.x specification). It is asked over HTTP/1.1, no
 * redirect is followed, and nothing of an answer is kept but what the protocol gives a meaning.
 */
public final class Collector implements AutoCloseable {
  /** The longest answer that is read; what an export is answered with is some dozen bytes. */
  private static final int LONGEST_ANSWER = 64 * 1_024;

  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final HttpClient client;
  private final URI endpoint;
  private final Map<String, Secret> headers;
  private final boolean gzip;

  /**
   * A collector nobody has spoken to yet.
   *
   * @param endpoint where logs are taken, path included
   * @param headers fields of each request, such as a token
   * @param trust what its certificate is verified with
   * @param gzip whether requests are compressed
   */
  public Collector(URI endpoint, Map<String, Secret> headers, SSLContext trust, boolean gzip) {
    this.endpoint = endpoint;
    this.headers = Map.copyOf(headers);
    this.gzip = gzip;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .sslContext(trust)
            .build();
  }

  /** What became of a request. */
  sealed interface Answer {
    /**
     * It was taken.
     *
     * @param rejected how many of its records were not
     */
    record Taken(long rejected) implements Answer {}

    /**
     * It was not, and may be sent again.
     *
     * @param why in a few words, none of them the collector's
     * @param after how long the collector wants to be left alone, if it said so
     */
    record Later(String why, OptionalLong after) implements Answer {}

    /**
     * It was refused for good.
     *
     * @param why in a few words, none of them the collector's
     */
    record Refused(String why) implements Answer {}
  }

  /**
   * Sends a request.
   *
   * @param patience how long all of it may take, the answer included
   * @throws InterruptedException when this thread is told to stop
   */
  Answer send(LogsRequest logs, Duration patience) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .header("User-Agent", "bot-bottle")
            .header("Content-Type", "application/json");
    headers.forEach((name, value) -> request.setHeader(name, value.revealText()));
    byte[] body = logs.json();
    if (gzip) {
      request.setHeader("Content-Encoding", "gzip");
      body = compressed(body);
    }
    request.POST(HttpRequest.BodyPublishers.ofByteArray(body));
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request.build(), _ -> new FirstBytes(LONGEST_ANSWER));
    try {
      return answer(answer.get(patience.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return later("no answer within " + patience.toMillis() + " ms");
    } catch (ExecutionException e) {
      return later(why(Objects.requireNonNullElse(e.getCause(), e)));
    } finally {
      answer.cancel(true);
    }
  }

  private static byte[] compressed(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4);
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(body);
    } catch (IOException e) {
      throw new IllegalStateException("could not write to memory", e);
    }
    return bytes.toByteArray();
  }

  private static Answer answer(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return new Answer.Taken(PartialSuccess.rejected(response.body()));
    }
    String why = "it answered with status " + status;
    return switch (status) {
      // "Retryable Response Codes"
      case 429, 502, 503, 504 -> new Answer.Later(why, after(response));
      default ->
          new Answer.Refused(status >= 300 && status < 400 ? why + ", which is not followed" : why);
    };
  }

  /** {@code Retry-After} in seconds (RFC 9110 section 10.2.3); a date there is not looked at. */
  private static OptionalLong after(HttpResponse<byte[]> response) {
    String text = response.headers().firstValue("Retry-After").orElse("");
    if (text.isEmpty() || text.length() > 5) {
      return OptionalLong.empty();
    }
    long seconds = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return OptionalLong.empty();
      }
      seconds = 10 * seconds + digit;
    }
    return OptionalLong.of(seconds);
  }

  private static Answer later(String why) {
    return new Answer.Later(why, OptionalLong.empty());
  }

  /** A failure by its kind: its message may quote what the other side sent. */
  private static String why(Throwable failure) {
    return switch (failure) {
      case java.net.http.HttpConnectTimeoutException _ -> "no connection within 5 s";
      case java.nio.channels.UnresolvedAddressException _ -> "its name is not known";
      case java.net.ConnectException e ->
          e.getCause() instanceof java.nio.channels.UnresolvedAddressException
              ? "its name is not known"
              : "the connection was refused";
      case javax.net.ssl.SSLException _ -> "its certificate, or its TLS, is not to be trusted";
      default -> "the connection broke (" + failure.getClass().getSimpleName() + ")";
    };
  }

  /** Gives up what is under way. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
