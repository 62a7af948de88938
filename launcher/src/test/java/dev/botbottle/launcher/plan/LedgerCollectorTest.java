package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.scan.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The variables of OTLP exporters, and what they may not say. */
class LedgerCollectorTest {
  private static final String P = "OTEL_EXPORTER_OTLP_";

  private static Host host(String... settings) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(P + settings[i], settings[i + 1]);
    }
    return new Host(environment, Path.of("/w"), Path.of("/h"), 1000, Path.of("/r"), Path.of("/i"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://otel.corp,                  https://otel.corp/v1/logs",
    "https://otel.corp:4318/,            https://otel.corp:4318/v1/logs",
    "https://otel.corp/otlp,             https://otel.corp/otlp/v1/logs",
    "http://localhost:4318,              http://localhost:4318/v1/logs",
    "http://127.0.0.2:4318,              http://127.0.0.2:4318/v1/logs",
    "http://[::1]:4318,                  http://[::1]:4318/v1/logs"
  })
  void anEndpointGetsThePathOfLogs(String written, String endpoint) {
    LedgerCollector collector = LedgerCollector.of(host("ENDPOINT", written));
    assertThat(collector.endpoint()).isEqualTo(URI.create(endpoint));
    assertThat(collector.from()).isEqualTo("OTEL_EXPORTER_OTLP_ENDPOINT");
  }

  @Test
  void withoutAWordItIsTheProtocolsDefaultOnThisMachine() {
    LedgerCollector collector = LedgerCollector.of(host());
    assertThat(collector.endpoint()).isEqualTo(URI.create("http://localhost:4318/v1/logs"));
    assertThat(collector.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(collector.headers()).isEmpty();
    assertThat(collector.gzip()).isFalse();
  }

  @Test
  void whatIsSaidForLogsCountsBeforeWhatIsSaidForAll() {
    LedgerCollector collector =
        LedgerCollector.of(
            host(
                "ENDPOINT", "https://all.corp",
                "LOGS_ENDPOINT", "https://logs.corp/take",
                "PROTOCOL", "grpc",
                "LOGS_PROTOCOL", "http/json",
                "TIMEOUT", "1",
                "LOGS_TIMEOUT", "2500",
                "LOGS_COMPRESSION", "gzip",
                "CERTIFICATE", "~/roots.pem"));
    assertThat(collector.endpoint()).isEqualTo(URI.create("https://logs.corp/take"));
    assertThat(collector.timeout()).isEqualTo(Duration.ofMillis(2_500));
    assertThat(collector.gzip()).isTrue();
    assertThat(collector.certificate()).contains(Path.of("/h/roots.pem"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "otel.corp:4318",
        "ftp://otel.corp",
        "https:///v1/logs",
        "https://u:hidden@otel.corp",
        "https://otel.corp/?key=hidden",
        "https://otel.corp/#hidden",
        "https://otel corp/hidden",
        "http://otel.corp:4318/hidden",
        "http://10.0.0.5:4318/hidden",
        "http://localhost.evil.example/hidden",
        "http://127.evil.example/hidden"
      })
  void anAddressThatIsNotSafeIsRefused(String written) {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> LedgerCollector.of(host("ENDPOINT", written)))
        .withMessageContaining("OTEL_EXPORTER_OTLP_ENDPOINT")
        .satisfies(e -> {
          assertThat(e.exit()).isEqualTo(ExitCode.USAGE);
          assertThat(e.getMessage() + e.hint()).doesNotContain("hidden");
        });
  }

  @Test
  void plainHttpToAnotherMachineTakesAWord() {
    assertThat(
            LedgerCollector.of(host("ENDPOINT", "http://10.0.0.5:4318", "INSECURE", "true"))
                .endpoint())
        .isEqualTo(URI.create("http://10.0.0.5:4318/v1/logs"));
  }

  @Test
  void whatCannotBeSpokenIsARefusal() {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> LedgerCollector.of(host("PROTOCOL", "grpc")))
        .withMessageContaining("http/json");
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> LedgerCollector.of(host("TIMEOUT", "-1")));
  }

  @Test
  void fieldsAreNamedAndTheirValuesAreSecretsReadLater() {
    Host host = host("HEADERS", "Authorization=Bearer%20hidden, x-scope = team%2Ca,");
    LedgerCollector collector = LedgerCollector.of(host);
    assertThat(collector.headers()).containsExactly("Authorization", "x-scope");
    assertThat(collector.toString() + collector.shown()).doesNotContain("hidden");
    assertThat(collector.values(host))
        .containsEntry("Authorization", Secret.of("Bearer hidden"))
        .containsEntry("x-scope", Secret.of("team,a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hidden", "=hidden", "na me=hidden", "Host=hidden", "content-LENGTH=hidden"})
  void fieldsThatMayNotBeSetAreRefusedAndNotShown(String written) {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> LedgerCollector.of(host("HEADERS", written)))
        .withMessageNotContaining("hidden");
  }

  @Test
  void aValueThatWouldBeginAnotherFieldIsRefusedAndNotShown() {
    Host host = host("HEADERS", "x=hidden%0d%0aHost: evil");
    LedgerCollector collector = LedgerCollector.of(host);
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> collector.values(host))
        .withMessageNotContaining("hidden");
  }
}
