package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real curl against the gateway, as a proxy's client and captured without knowing of it. */
class CurlTest {
  @TempDir Path dir;
  private Lab lab;
  private FakeServer api;
  private Path ca;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    lab.inspector = ScannerInspector::of;
    api = lab.tls("api.test", call -> call.ok("secure " + call.body().length()));
    lab.plain("web.test", call -> call.ok("plain"));
    lab.route(lab.to("api.test").bind(Lab.bearer())).route(lab.to("web.test"));
    lab.start();
    ca = Files.writeString(dir.resolve("ca.pem"), Trust.pem(lab.session));
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  private record Run(int exit, String out, String err) {}

  private Run curl(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20"));
    command.addAll(List.of("--cacert", ca.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(dir.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    Path err = dir.resolve("err");
    Process process = builder.redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), out, Files.readString(err));
  }

  private Run proxied(String... arguments) throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of("--proxy", "http://127.0.0.1:" + lab.explicitPort()));
    all.addAll(List.of(arguments));
    return curl(all.toArray(new String[0]));
  }

  /** Connects where a captured connection would end up, without telling the server's side. */
  private Run captured(String host, String... arguments) throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of("--noproxy", "*", "--resolve"));
    all.add(host + ":" + lab.transparentPort() + ":127.0.0.5");
    all.addAll(List.of(arguments));
    return curl(all.toArray(new String[0]));
  }

  @Test
  void httpsThroughTheProxyIsInterceptedAndGetsItsToken() throws Exception {
    assertThat(proxied("https://api.test/").out()).isEqualTo("secure 0");
    assertThat(Lab.only(api).fields().first("authorization")).contains("Bearer " + Lab.TOKEN);
  }

  @Test
  void httpThroughTheProxyPasses() throws Exception {
    assertThat(proxied("http://web.test/").out()).isEqualTo("plain");
  }

  @Test
  void httpsThatIsCapturedIsInterceptedAndGetsItsToken() throws Exception {
    Run run = captured("api.test", "https://api.test:" + lab.transparentPort() + "/");
    assertThat(run.out()).isEqualTo("secure 0");
    assertThat(Lab.only(api).fields().first("authorization")).contains("Bearer " + Lab.TOKEN);
  }

  @Test
  void httpThatIsCapturedPasses() throws Exception {
    assertThat(captured("web.test", "http://web.test:" + lab.transparentPort() + "/").out())
        .isEqualTo("plain");
  }

  @Test
  void aHostWithoutARouteIsRefusedByTheProxy() throws Exception {
    Run run = proxied("https://evil.test/");
    assertThat(run.exit()).isEqualTo(56);
    assertThat(run.err()).contains("403");
  }

  @Test
  void aCapturedConnectionToAHostWithoutARouteReadsWhy() throws Exception {
    Run run = captured("evil.test", "https://evil.test:" + lab.transparentPort() + "/");
    assertThat(run.out()).contains("no route allows evil.test", "default-deny");
  }

  @Test
  void aLargeUploadThatWaitsForContinuePasses() throws Exception {
    Path file = Files.writeString(dir.resolve("body"), "x".repeat(3_000_000));
    assertThat(proxied("--data-binary", "@" + file, "https://api.test/").out())
        .isEqualTo("secure 3000000");
  }

  @Test
  void aLargeUploadWithASecretInItReadsWhyItWasStopped() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("body"), "x".repeat(2_000_000) + Lab.PLANTED + "y".repeat(9_000_000));
    Run run = proxied("--data-binary", "@" + file, "-H", "Expect:", "https://api.test/");
    assertThat(run.out()).contains("known:planted in body").doesNotContain(Lab.PLANTED);
  }

  @Test
  void anOfferOfHttp2OverPlainTextIsIgnored() throws Exception {
    assertThat(proxied("--http2", "http://web.test/").out()).isEqualTo("plain");
  }

  @Test
  void theHelpPageIsThere() throws Exception {
    assertThat(proxied("http://bottle.internal/").out()).contains("api.test: GET");
  }
}
