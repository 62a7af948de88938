package dev.botbottle.testkit.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Serves the files of a folder for GET and HEAD. */
public final class FilesHandler implements Handler {
  private final Path folder;

  /** A handler for the folder with this path. */
  public FilesHandler(String argument) {
    folder = Path.of(argument);
  }

  @Override
  public void handle(Request request, Reply reply) throws IOException {
    Path file = folder.resolve(request.path().substring(1)).normalize();
    if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
      reply.send(404, List.of(), "not here\n".getBytes(StandardCharsets.UTF_8));
      return;
    }
    reply.send(
        200,
        List.of(new Header("Content-Type", "application/octet-stream")),
        Files.readAllBytes(file));
  }
}
