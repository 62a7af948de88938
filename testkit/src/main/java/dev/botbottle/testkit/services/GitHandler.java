package dev.botbottle.testkit.services;

import dev.botbottle.testkit.lab.Handler;
import dev.botbottle.testkit.lab.Header;
import dev.botbottle.testkit.lab.Reply;
import dev.botbottle.testkit.lab.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Serves the Git repositories of a folder by git's own program (git-http-backend(1)) as a CGI
 * script (RFC 3875). Who pushes has to bring a credential.
 */
public final class GitHandler implements Handler {
  private final String authorization;
  private final Path folder;

  /** A handler for {@code AUTHORIZATION|FOLDER}. */
  public GitHandler(String argument) {
    int bar = argument.indexOf('|');
    authorization = argument.substring(0, bar);
    folder = Path.of(argument.substring(bar + 1));
  }

  @Override
  public void handle(Request request, Reply reply) throws IOException {
    boolean known = request.header("Authorization").orElse("").equals(authorization);
    if (request.target().contains("git-receive-pack") && !known) {
      Header asks = new Header("WWW-Authenticate", "Basic realm=\"code\"");
      reply.send(401, List.of(asks), "who are you?\n".getBytes(StandardCharsets.UTF_8));
      return;
    }
    Path body = Files.createTempFile("body", "");
    try {
      Files.write(body, request.body());
      answer(run(request, body, known), reply);
    } finally {
      Files.delete(body);
    }
  }

  private byte[] run(Request request, Path body, boolean known) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
    String target = request.target();
    int query = target.indexOf('?');
    Map<String, String> environment = builder.environment();
    environment.put("GIT_PROJECT_ROOT", folder.toString());
    environment.put("GIT_HTTP_EXPORT_ALL", "1");
    environment.put("REQUEST_METHOD", request.method());
    environment.put("PATH_INFO", request.path());
    environment.put("QUERY_STRING", query < 0 ? "" : target.substring(query + 1));
    environment.put("CONTENT_TYPE", request.header("Content-Type").orElse(""));
    environment.put("CONTENT_LENGTH", Integer.toString(request.body().length));
    environment.put("HTTP_CONTENT_ENCODING", request.header("Content-Encoding").orElse(""));
    environment.put("GIT_PROTOCOL", request.header("Git-Protocol").orElse(""));
    if (known) {
      environment.put("REMOTE_USER", "somebody");
    }
    builder.redirectInput(body.toFile());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    return process.getInputStream().readAllBytes();
  }

  /** Passes on what a script answered: fields, one of them perhaps {@code Status}, and a body. */
  private static void answer(byte[] said, Reply reply) throws IOException {
    String text = new String(said, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      reply.send(500, List.of(), said);
      return;
    }
    int status = 200;
    List<Header> headers = new ArrayList<>();
    for (String line : text.substring(0, end).split("\r\n", -1)) {
      int colon = line.indexOf(':');
      Header header = new Header(line.substring(0, colon), line.substring(colon + 1).strip());
      if (header.name().equalsIgnoreCase("Status")) {
        status = Integer.parseInt(header.value().substring(0, 3));
      } else {
        headers.add(header);
      }
    }
    reply.send(status, headers, text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1));
  }
}
