package dev.botbottle.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The tour's program, which runs inside a bottle with nothing but the Java runtime. It tries what a
 * misled agent would and says what came of it; it ends with 0 only when everything went as it
 * should.
 */
public final class Tour {
  private static final int TIMEOUT_MILLIS = 5_000;
  // In two parts, so that this file itself is no finding of a secret scanner.
  private static final String PLANTED = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";

  private int failures;

  private Tour() {}

  /** Runs the tour. */
  public static void main(String[] arguments) {
    Tour tour = new Tour();
    String host = Objects.requireNonNull(System.getenv("BOTTLE_DEMO_HOST"));
    if ("1".equals(System.getenv("BOTTLE_DEMO_OFFLINE"))) {
      tour.offline(host);
    } else {
      tour.all(host);
    }
    tour.everywhere(Objects.requireNonNull(System.getenv("BOTTLE_DEMO_HOST_FILE")));
    System.out.flush();
    Runtime.getRuntime().halt(tour.failures == 0 ? 0 : 1);
  }

  private void offline(String allowed) {
    step("the host that the tour could call is not there", "no such host", () -> get(allowed, "/"));
    step("a raw DNS query to 8.8.8.8 meets the gateway", "no such name", () -> dns("8.8.8.8"));
    step(
        "a direct connection to 1.1.1.1 is told why",
        "denied: offline",
        () -> denial("1.1.1.1", allowed));
    step("the help page still answers", "200", () -> get("bottle.internal", "/"));
  }

  private void all(String allowed) {
    step("an allowed call is answered", "200", () -> get(allowed, "/"));
    step("another host does not exist", "no such host", () -> get("blocked.example", "/"));
    step("a secret in a URL is held back", "403", () -> get(allowed, "/?note=" + PLANTED));
    step("a secret in a body is held back", "403", () -> post(allowed, "note=" + PLANTED));
    step("a raw DNS query to 8.8.8.8 meets the gateway", "no such name", () -> dns("8.8.8.8"));
    step(
        "a direct connection to 1.1.1.1 meets the gateway",
        "403",
        () -> send("1.1.1.1", 80, "GET / HTTP/1.1\r\nHost: 1.1.1.1\r\nConnection: close\r\n\r\n"));
  }

  private void everywhere(String hostFile) {
    step(
        "a connection to another port reaches nothing",
        "refused",
        () -> send("1.1.1.1", 22, "hello\r\n"));
    step(
        "a file of the host is not there",
        "not there",
        () -> Files.exists(Path.of(hostFile)) ? "readable" : "not there");
  }

  private interface Attempt {
    String observe() throws IOException;
  }

  private void step(String promise, String expected, Attempt attempt) {
    String observed;
    try {
      observed = attempt.observe();
    } catch (UnknownHostException e) {
      observed = "no such host";
    } catch (IOException e) {
      observed =
          String.valueOf(e.getMessage()).contains("refused")
              ? "refused"
              : "error: " + e.getMessage();
    }
    boolean held = observed.equals(expected);
    if (!held) {
      failures++;
    }
    System.out.printf("%-4s %-50s %s%n", held ? "ok" : "FAIL", promise, observed);
    System.out.flush();
  }

  private static String get(String host, String target) throws IOException {
    return send(
        host, 80, "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }

  private static String post(String host, String body) throws IOException {
    return send(
        host,
        80,
        "POST / HTTP/1.1\r\nHost: "
            + host
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + body.length()
            + "\r\nConnection: close\r\n\r\n"
            + body);
  }

  /** Sends a request; the status of the answer. */
  private static String send(String host, int port, String request) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String line = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
      return line.startsWith("HTTP/1.1 ") ? line.substring(9) : "no answer";
    }
  }

  /** The rule by which a request is denied, as the answer's field says. */
  private static String denial(String address, String host) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(address), 80), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      for (String line : new String(answer, StandardCharsets.US_ASCII).split("\r\n", -1)) {
        if (line.startsWith("X-Bottle-Denied: ")) {
          return "denied: " + line.substring("X-Bottle-Denied: ".length());
        }
      }
      return "no denial";
    }
  }

  /** Asks a foreign name server for a name; what the answer's code says (RFC 1035 §4.1.1). */
  private static String dns(String server) throws IOException {
    byte[] query = {
      0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 4, 'd', 'a', 't', 'a', 7, 'b', 'l', 'o', 'c', 'k',
      'e', 'd', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0, 0, 1, 0, 1
    };
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.send(new DatagramPacket(query, query.length, InetAddress.getByName(server), 53));
      DatagramPacket answer = new DatagramPacket(new byte[512], 512);
      socket.receive(answer);
      return switch (answer.getData()[3] & 0xf) {
        case 3 -> "no such name";
        case 0 -> "answered";
        default -> "error";
      };
    }
  }
}
