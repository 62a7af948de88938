package dev.botbottle.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyExemptionsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a name is itself                          | corp.example      | corp.example       | 443  | true",
        "and what is below it                      | corp.example      | a.b.corp.example   | 443  | true",
        "but not what only ends like it            | corp.example      | evilcorp.example   | 443  | false",
        "nor what only begins like it              | corp.example      | corp.example.evil  | 443  | false",
        "a leading dot says the same               | .corp.example     | corp.example       | 443  | true",
        "below too                                 | .corp.example     | a.corp.example     | 443  | true",
        "a star and a dot as well                  | *.corp.example    | a.corp.example     | 443  | true",
        "letters of any case                       | Corp.Example.     | a.corp.example     | 443  | true",
        "with a port only that                     | corp.example:8443 | corp.example       | 8443 | true",
        "and no other                              | corp.example:8443 | corp.example       | 443  | false",
        "an address is itself                      | 10.0.0.5          | 10.0.0.5           | 443  | true",
        "and no name is below an address           | 10.0.0.5          | a.10.0.0.5         | 443  | false",
        "an address with a port                    | 10.0.0.5:80       | 10.0.0.5           | 443  | false",
        "a range                                   | 10.0.0.0/8        | 10.255.0.1         | 443  | true",
        "outside of it                             | 10.0.0.0/8        | 11.0.0.1           | 443  | false",
        "an odd range                              | 192.168.128.0/17  | 192.168.127.255    | 443  | false",
        "everything of a family                    | 0.0.0.0/0         | 203.0.113.9        | 443  | true",
        "but not of the other                      | 0.0.0.0/0         | 2001:db8::1        | 443  | false",
        "a range holds no names                    | 0.0.0.0/0         | corp.example       | 443  | false",
        "IPv6                                      | 2001:db8::1       | 2001:db8::1        | 443  | true",
        "IPv6 with a port                          | [2001:db8::1]:80  | 2001:db8::1        | 80   | true",
        "IPv6 with another port                    | [2001:db8::1]:80  | 2001:db8::1        | 443  | false",
        "an IPv6 range                             | 2001:db8::/33     | 2001:db8:7fff::1   | 443  | true",
        "outside of that                           | 2001:db8::/33     | 2001:db8:8000::1   | 443  | false",
        "a star is everything                      | *                 | anything.example   | 1    | true",
        "localhost                                 | localhost         | localhost          | 80   | true",
      })
  void covers(String sentence, String word, String host, int port, boolean covered) {
    assertThat(ProxyExemptions.of(List.of("other.test", word)).cover(host, port))
        .as(sentence)
        .isEqualTo(covered);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "192.168.*",
        "a b",
        "corp.example:0",
        "corp.example:65536",
        "corp.example:",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "corp.example/8",
        "2001:db8::/129",
        "http://corp.example",
        "0177.1"
      })
  void whatHasNoMeaningExemptsNothing(String word) {
    assertThat(ProxyExemptions.understands(word)).isFalse();
    assertThat(ProxyExemptions.of(List.of(word)).cover("corp.example", 443)).isFalse();
    assertThat(ProxyExemptions.of(List.of(word)).cover("192.168.0.1", 443)).isFalse();
  }

  @Test
  void withoutWordsNothingIsExempt() {
    assertThat(ProxyExemptions.of(List.of()).cover("corp.example", 443)).isFalse();
  }
}
