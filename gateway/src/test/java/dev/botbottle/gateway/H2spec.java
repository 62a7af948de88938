package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The gateway's front under h2spec, a conformance test of HTTP/2 servers by others. Run by {@code
 * scripts/h2spec}, which fetches the program; not one of the tests that run by themselves.
 */
class H2spec {
  private static final Path REPORT = Path.of("target", "h2spec.txt");

  /** How the report of the version that {@code scripts/h2spec} builds ends. */
  private static final String ALL = "146 tests, 146 passed, 0 skipped, 0 failed";

  @Test
  void theFrontPassesEveryCase() throws Exception {
    var nowhere =
        new BodySink() {
          @Override
          public void bytes(byte[] source, int offset, int length) {}

          @Override
          public void end(Fields trailers) {}
        };
    try (var lab = new Lab()) {
      lab.synthetic.put(InetAddress.ofLiteral("127.0.0.1"), "localhost");
      lab.streams(
          "localhost",
          (head, stream) -> {
            while (stream.readBody(nowhere)) {}
            byte[] body =
                "some words, more than a window of one byte".getBytes(StandardCharsets.US_ASCII);
            stream.head(200, "", new Fields(), new Framing.Length(body.length));
            stream.bytes(body, 0, body.length);
            stream.end(new Fields());
          });
      lab.route(lab.to("localhost")).start();
      assertThat(failed(lab.transparentPort())).isEmpty();
    }
  }

  /** The cases that fail, as the report numbers them. */
  private static List<String> failed(int port) throws IOException, InterruptedException {
    Process program =
        new ProcessBuilder(
                System.getProperty("h2spec", "h2spec"),
                "--strict",
                "--tls",
                "--insecure",
                "--host",
                "localhost",
                "--port",
                Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(REPORT.toFile())
            .start();
    assertThat(program.waitFor(200, TimeUnit.SECONDS)).isTrue();
    List<String> report = Files.readAllLines(REPORT);
    var failed = new ArrayList<String>();
    for (String line : report) {
      if (line.strip().startsWith("\u00d7")) {
        failed.add(line.strip());
      }
    }
    System.out.println(report.getLast());
    if (failed.isEmpty()) {
      // One that could not connect, or broke off, marks no case.
      assertThat(report.getLast()).isEqualTo(ALL);
      assertThat(program.exitValue()).isZero();
    }
    return failed;
  }
}
