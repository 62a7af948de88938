package dev.botbottle.testkit.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection on which events come. */
record Conversation(Socket socket, BufferedInputStream in, String authority)
    implements AutoCloseable {
  /** Asks for a path; what it answers with is read from then on. */
  void ask(String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String head = Head.read(in);
    if (!head.startsWith("HTTP/1.1 200")) {
      throw new IOException("answered with " + head.lines().findFirst().orElse("nothing"));
    }
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
