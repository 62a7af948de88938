package dev.botbottle.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a host is itself                          | github.com   | github.com         | true",
        "a host is not what is below it            | github.com   | api.github.com     | false",
        "a host is not what is above it            | api.github.com | github.com       | false",
        "a host is not its look-alike ending       | github.com   | evilgithub.com     | false",
        "a host is not its look-alike beginning    | github.com   | github.com.evil.net | false",
        "a wildcard is one label                   | *.github.com | api.github.com     | true",
        "a wildcard is many labels                 | *.github.com | a.b.c.github.com   | true",
        "a wildcard is not the name itself         | *.github.com | github.com         | false",
        "a wildcard ends at a dot                  | *.github.com | evilgithub.com     | false",
        "a wildcard stands only in front           | *.github.com | api.github.com.evil.net | false",
        "a pattern in another spelling is the same | API.GitHub.com. | api.github.com  | true",
        "a Unicode pattern is its A-labels         | *.bücher.example | a.xn--bcher-kva.example | true",
        "an address is itself                      | 203.0.113.5  | 203.0.113.5        | true",
        "an IPv6 address in any spelling is itself | [2001:db8:0::1] | 2001:db8::1     | true",
      })
  void matches(String sentence, String pattern, String host, boolean expected) {
    assertThat(HostPattern.parse(pattern).matches(host)).as(sentence).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "*.",
        "a.*.b",
        "*a.b",
        "**.b",
        "*.203.0.113.5",
        "*.5",
        "a b",
        "a/b",
        "*.*.b"
      })
  void refusesWhatIsNoPattern(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> HostPattern.parse(text));
  }
}
