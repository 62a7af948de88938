package dev.botbottle.testkit.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection over which things are asked one after another. */
record Conversation(Socket socket, BufferedInputStream in, String authority)
    implements AutoCloseable {
  /** Asks for a path; returns the head of the answer. */
  String ask(String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String head = Head.read(in);
    if (!head.startsWith("HTTP/1.1 200")) {
      throw new IOException("answered with " + head.lines().findFirst().orElse("nothing"));
    }
    return head.toLowerCase(Locale.ROOT);
  }

  /** Asks for a path and reads the whole answer. */
  void body(String path) throws IOException {
    String head = ask(path);
    int at = head.indexOf("content-length:");
    if (at >= 0) {
      int end = head.indexOf('\r', at);
      in.skipNBytes(Long.parseLong(head.substring(at + 15, end).strip()));
      return;
    }
    for (int size = chunk(); size > 0; size = chunk()) {
      in.skipNBytes(size + 2L);
    }
    line();
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  /** When the next event was sent. */
  long event() throws IOException {
    String line = line();
    while (!line.startsWith("data: ")) {
      line = line();
    }
    return Long.parseLong(line.substring(6));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the answer ended in its middle");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
