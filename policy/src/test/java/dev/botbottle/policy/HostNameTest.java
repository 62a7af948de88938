package dev.botbottle.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNameTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a plain name stays                       | api.github.com      | api.github.com",
        "letters become lower case                | API.GitHub.COM      | api.github.com",
        "one trailing dot goes                    | api.github.com.     | api.github.com",
        "a Unicode name becomes A-labels          | bücher.example      | xn--bcher-kva.example",
        "an A-label in upper case is the same     | XN--BCHER-KVA.example | xn--bcher-kva.example",
        "full-width letters are ASCII letters     | ａpi.github.com      | api.github.com",
        "an ideographic full stop is a dot        | api。github.com      | api.github.com",
        "a Cyrillic look-alike is another name    | аpi.github.com      | xn--pi-6kc.github.com",
        "an underscore is a letter of names       | _dmarc.example.com  | _dmarc.example.com",
        "a dotted quad is an address              | 203.0.113.5         | 203.0.113.5",
        "full-width digits are digits             | １２７.0.0.1         | 127.0.0.1",
        "IPv6 in brackets loses them              | [2001:DB8::1]       | 2001:db8::1",
        "IPv6 is shortened                        | [2001:db8:0:0:0:0:0:1] | 2001:db8::1",
        "IPv6 without a gap                       | 2001:db8:1:2:3:4:5:6 | 2001:db8:1:2:3:4:5:6",
        "the longest run of zeros is shortened    | 1:0:0:2:0:0:0:3     | 1:0:0:2::3",
        "a single zero is not shortened           | 1:0:2:3:4:5:6:7     | 1:0:2:3:4:5:6:7",
        "the unspecified address                  | ::                  | ::",
        "loopback                                 | ::1                 | ::1",
        "a gap at the end                         | 2001:db8::          | 2001:db8::",
        "IPv4 inside IPv6 becomes hexadecimal     | ::ffff:127.0.0.1    | ::ffff:7f00:1",
      })
  void normalises(String sentence, String host, String expected) {
    assertThat(HostName.normalise(host)).as(sentence).contains(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing                                  | ''",
        "a dot alone                              | .",
        "two trailing dots                        | api.github.com..",
        "an empty label                           | api..github.com",
        "a leading dot                            | .github.com",
        "a label that begins with a hyphen        | -api.github.com",
        "a label that ends with a hyphen          | api-.github.com",
        "user info                                | user@api.github.com",
        "a percent escape                         | %61pi.github.com",
        "a space                                  | 'api.github.com '",
        "a slash                                  | api.github.com/evil.com",
        "a backslash                              | api.github.com\\evil.com",
        "a wildcard                               | *.github.com",
        "an IPv4 address in one number            | 2130706433",
        "an IPv4 address in hexadecimal           | 0x7f000001",
        "a hexadecimal part                       | 127.0.0.0x1",
        "a short IPv4 address                     | 127.1",
        "an octal part                            | 0177.0.0.1",
        "a part beyond 255                        | 127.0.0.256",
        "five parts                               | 1.2.3.4.5",
        "a name that ends in a number             | evil.127",
        "a sharp s, which has two readings        | faß.example",
        "a zero width joiner                      | a\u200db.example",
        "IPv6 with a zone                         | [fe80::1%eth0]",
        "IPv6 with nine groups                    | 1:2:3:4:5:6:7:8:9",
        "IPv6 with seven groups                   | 1:2:3:4:5:6:7",
        "IPv6 with two gaps                       | 1::2::3",
        "IPv6 with three colons                   | 1:::2",
        "IPv6 with a trailing colon               | 1:2:3:4:5:6:7:",
        "IPv6 with a leading colon                | :1:2:3:4:5:6:7",
        "a gap that stands for nothing            | 1:2:3:4::5:6:7:8",
        "five hexadecimal digits                  | 12345::",
        "no hexadecimal digit                     | g::",
        "IPv4 in the middle                       | ::127.0.0.1:1",
        "a broken IPv4 tail                       | ::ffff:127.1",
        "a full IPv4 tail too far right           | 1:2:3:4:5:6:7:127.0.0.1",
        "brackets not closed                      | [::1",
        "brackets around a name                   | [api.github.com]",
      })
  void hasNoSpellingFor(String sentence, String host) {
    assertThat(HostName.normalise(host)).as(sentence).isEmpty();
  }

  @ParameterizedTest(name = "{0} characters")
  @CsvSource({"63, true", "64, false"})
  void limitsLabels(int length, boolean valid) {
    assertThat(HostName.normalise("a".repeat(length) + ".example").isPresent()).isEqualTo(valid);
  }

  @ParameterizedTest(name = "{0} characters")
  @CsvSource({"253, true", "254, false", "100000, false"})
  void limitsTheWhole(int length, boolean valid) {
    String host = "a.".repeat(length / 2 + 1).substring(0, length - 1) + "b";
    assertThat(HostName.normalise(host.replace("..", ".")).isPresent()).isEqualTo(valid);
  }
}
