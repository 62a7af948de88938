package dev.botbottle.testkit.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Serves the files of a folder, pages as {@code index.html} below their path, to those who bring a
 * credential; asks others for it (RFC 9110 §11.6.1).
 */
public final class GuardedFilesHandler implements Handler {
  private final String authorization;
  private final Path folder;

  /** A handler for {@code AUTHORIZATION|FOLDER}. */
  public GuardedFilesHandler(String argument) {
    int bar = argument.indexOf('|');
    authorization = argument.substring(0, bar);
    folder = Path.of(argument.substring(bar + 1));
  }

  @Override
  public void handle(Request request, Reply reply) throws IOException {
    if (!request.header("Authorization").orElse("").equals(authorization)) {
      Header asks = new Header("WWW-Authenticate", "Basic realm=\"packages\"");
      reply.send(401, List.of(asks), "who are you?\n".getBytes(StandardCharsets.UTF_8));
      return;
    }
    boolean page = request.path().endsWith("/");
    Path file =
        folder.resolve(request.path().substring(1) + (page ? "index.html" : "")).normalize();
    if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
      reply.send(404, List.of(), "not here\n".getBytes(StandardCharsets.UTF_8));
      return;
    }
    String type = page ? "text/html" : "application/octet-stream";
    reply.send(200, List.of(new Header("Content-Type", type)), Files.readAllBytes(file));
  }
}
