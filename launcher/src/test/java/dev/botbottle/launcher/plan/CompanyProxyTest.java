package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.policy.Endpoint;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompanyProxyTest {
  private static Host host(Map<String, String> environment) {
    return new Host(environment, Path.of("/w"), Path.of("/h"), 1000, Path.of("/r"), Path.of("/i"));
  }

  private static CompanyProxy proxy(String value) {
    return CompanyProxy.of(host(Map.of("HTTPS_PROXY", value))).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "http://proxy.corp:3128,           proxy.corp, 3128, false",
    "http://Proxy.Corp:3128/,          proxy.corp, 3128, false",
    "proxy.corp:8080,                  proxy.corp, 8080, false",
    "HTTP://user@proxy.corp:8080,      proxy.corp, 8080, true",
    "http://u:p@10.0.0.5:8080,         10.0.0.5,   8080, true",
    "http://u:p@ss@proxy.corp:8080,    proxy.corp, 8080, true",
    "http://[2001:db8::1]:8080,        2001:db8::1, 8080, false"
  })
  void anAddressIsReadWithoutItsLogin(String value, String host, int port, boolean login) {
    CompanyProxy proxy = proxy(value);
    assertThat(proxy.proxy().at()).isEqualTo(new Endpoint(host, port));
    assertThat(proxy.proxy().login()).isEqualTo(login);
    assertThat(proxy.toString()).doesNotContain("p@ss", "u:p", "user@");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://u:hidden@proxy.corp:443",
        "socks5://u:hidden@proxy.corp:1080",
        "http://u:hidden@proxy.corp",
        "http://u:hidden@:3128",
        "http://u:hidden@proxy.corp:0",
        "http://u:hidden@proxy.corp:99999",
        "http://u:hidden@proxy.corp:3128/path",
        "http://u:hidden@[2001:db8::1]",
        "http://u:hidden@pro xy:3128"
      })
  void whatCannotBeUsedIsARefusalThatDoesNotShowIt(String value) {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> proxy(value))
        .withMessageContaining("HTTPS_PROXY")
        .satisfies(e -> {
          assertThat(e.exit()).isEqualTo(ExitCode.USAGE);
          assertThat(e.getMessage() + e.hint()).doesNotContain("hidden");
        });
  }

  @Test
  void smallLettersComeBeforeCapitalsAndWithoutEitherThereIsNone() {
    assertThat(CompanyProxy.of(host(Map.of("HTTP_PROXY", "http://x:1", "no_proxy", "*"))))
        .isEmpty();
    assertThat(CompanyProxy.of(host(Map.of("HTTPS_PROXY", "")))).isEmpty();
    CompanyProxy proxy =
        CompanyProxy.of(
                host(
                    Map.of(
                        "https_proxy", "http://small:1",
                        "HTTPS_PROXY", "http://capital:2",
                        "no_proxy", "small.example",
                        "NO_PROXY", "capital.example")))
            .orElseThrow();
    assertThat(proxy.variable()).isEqualTo("https_proxy");
    assertThat(proxy.shown()).isEqualTo("small:1");
    assertThat(proxy.proxy().direct()).containsExactly("small.example");
  }

  @Test
  void exemptionsThatMeanNothingAreTold() {
    CompanyProxy proxy =
        CompanyProxy.of(
                host(
                    Map.of(
                        "HTTPS_PROXY", "http://proxy.corp:3128",
                        "NO_PROXY", "localhost, .corp:8443 10.0.0.0/8,,192.168.*")))
            .orElseThrow();
    assertThat(proxy.proxy().direct()).containsExactly("localhost", ".corp:8443", "10.0.0.0/8");
    assertThat(proxy.notes()).singleElement().asString().contains("192.168.*");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://user:pa%40ss%3a%25@proxy:1 | user:pa@ss:%",
        "user:p@ss@proxy:1                 | user:p@ss",
        "http://user@proxy:1               | user",
        "http://user:100%@proxy:1          | user:100%",
        "http://user:%zz@proxy:1           | user:%zz",
        "http://us+er:%C3%BC@proxy:1       | us+er:\u00fc",
        "http://proxy:1                    | ''",
      })
  void aLoginIsReadWithItsPercentSignsUndone(String address, String login) {
    assertThat(CompanyProxy.login(address).revealText()).isEqualTo(login);
  }

  @Test
  void theLoginIsASecretOfThePlanByReference() {
    assertThat(proxy("http://u:p@proxy.corp:1").secret())
        .hasValueSatisfying(secret -> {
          assertThat(secret.source()).isEqualTo(new SecretOrigin.ProxyLogin("HTTPS_PROXY"));
          assertThat(secret.hosts()).containsExactly("proxy.corp:1");
        });
    assertThat(proxy("http://proxy.corp:1").secret()).isEmpty();
  }
}
