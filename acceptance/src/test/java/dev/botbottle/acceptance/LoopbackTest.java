package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import org.junit.jupiter.api.Test;

/** Dev servers and test suites inside use loopback as they do bare. */
class LoopbackTest {
  private static final String SERVERS =
      """
      import socket, threading, subprocess, urllib.request
      def serve(family, address, port):
          s = socket.socket(family)
          s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
          if family == socket.AF_INET6: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
          s.bind((address, port))
          s.listen()
          def run():
              while True:
                  c, _ = s.accept()
                  c.recv(4096)
                  c.sendall(b"HTTP/1.0 200 OK\\r\\nContent-Length: 6\\r\\n\\r\\nserved")
                  c.close()
          threading.Thread(target=run, daemon=True).start()
          return s.getsockname()[1]
      both = serve(socket.AF_INET, "127.0.0.1", 0)
      serve(socket.AF_INET6, "::1", both)
      serve(socket.AF_INET, "0.0.0.0", 5173)
      other = serve(socket.AF_INET, "127.0.0.5", 0)
      for url in [f"http://127.0.0.1:{both}/", f"http://[::1]:{both}/", f"http://localhost:{both}/",
                  "http://127.0.0.1:5173/", "http://localhost:5173/", f"http://127.0.0.5:{other}/"]:
          for client in [["curl", "-s", "--max-time", "5", url], ["curl", "-4s", url], ["curl", "-6s", url]]:
              if client[1] == "-4s" and "[" in url or client[1] == "-6s" and ("127" in url or "5173" in url): continue
              print(subprocess.run(client, capture_output=True, text=True).stdout or "NOTHING " + str(client))
          print(urllib.request.urlopen(url, timeout=5).read().decode())
      """;

  @Test
  void aServerInsideIsReachedByAddressAndByNameFromAnyClient() {
    Runner runner = Runner.first();
    runner.assume();
    try (Scene scene = Scene.open(runner, Site.echo("docs.example.com"))) {
      scene.write(scene.project().resolve("servers.py"), SERVERS);
      LabProcess.Result result =
          scene.bottleToItsEnd("start", "shell", "--yes", "--", "-c", "python3 servers.py");
      assertThat(result.exit()).as(result.err()).isZero();
      assertThat(result.out().lines()).hasSize(19).containsOnly("served");
      assertThat(scene.lab().seen()).isEmpty();
    }
  }
}
