package dev.botbottle.cli.demo;

import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.plan.AgentChoice;
import dev.botbottle.launcher.plan.StartOptions;
import dev.botbottle.launcher.provider.DemoProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the tour needs on the host's side: one allowed server, and a file that must stay unseen. */
public final class Demo implements AutoCloseable {
  private static final String ANSWER =
      """
      HTTP/1.1 200 OK
      Content-Type: text/plain
      Content-Length: 6
      Connection: close

      hello
      """
          .replace("\n", "\r\n")
          .replace("hello\r\n", "hello\n");

  private final Optional<ServerSocket> server;
  private final Optional<Path> hostFile;
  private final boolean offline;

  private Demo(Optional<ServerSocket> server, Optional<Path> hostFile, boolean offline) {
    this.server = server;
    this.hostFile = hostFile;
    this.offline = offline;
  }

  /** Nothing, for every other agent. */
  public static Demo idle() {
    return new Demo(Optional.empty(), Optional.empty(), false);
  }

  /** The tour's surroundings if the agent is the tour. */
  public static Demo forAgent(StartOptions options, Host host) {
    if (!options.agent().equals(Optional.of("demo"))) {
      return idle();
    }
    try {
      ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
      Thread.ofPlatform().daemon().name("demo").start(() -> serve(server));
      Files.createDirectories(host.configuration());
      Path file = host.configuration().resolve(DemoProvider.HOST_FILE);
      Files.writeString(file, "if the tour can read this, the bottle leaks\n");
      // A signal may come before a session looks after itself.
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().unstarted(() -> file.toFile().delete()));
      return new Demo(Optional.of(server), Optional.of(file), options.offline());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The choice with the server's port in it. */
  public AgentChoice choice(AgentChoice choice) {
    return server
        .filter(socket -> choice.provider() instanceof DemoProvider)
        .map(socket -> choice.with(new DemoProvider(socket.getLocalPort(), offline)))
        .orElse(choice);
  }

  private static void serve(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        readHead(client.getInputStream());
        client.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // The gateway went away, or the tour is over: the loop's condition tells.
      }
    }
  }

  private static void readHead(InputStream in) throws IOException {
    int ends = 0;
    for (int b = in.read(); b >= 0 && ends < 4; b = ends < 3 ? in.read() : -1) {
      ends = b == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
    }
  }

  @Override
  public void close() {
    try {
      if (server.isPresent()) {
        server.get().close();
      }
      if (hostFile.isPresent()) {
        Files.deleteIfExists(hostFile.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
