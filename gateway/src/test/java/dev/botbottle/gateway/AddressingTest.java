package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.dns.SyntheticNames;
import java.net.InetAddress;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which name may come with which address, and what an authority looks like. */
class AddressingTest {
  private final SyntheticNames names = new SyntheticNames(new byte[] {1, 2, 3, 4, 5}, 100);
  private final InetAddress api = names.addressesOf("api.test").orElseThrow().ipv4();
  private final InetAddress api6 = names.addressesOf("api.test").orElseThrow().ipv6();

  private boolean fits(String host, InetAddress meant) {
    var to = new Destination(true, host, 443);
    return Addressing.check(to, meant, MeantNames.of(names), "SNI").isEmpty();
  }

  @Test
  void aNameFitsItsOwnAddressesAndNoOther() throws Exception {
    InetAddress other = names.addressesOf("other.test").orElseThrow().ipv4();
    assertThat(fits("api.test", api)).isTrue();
    assertThat(fits("api.test", api6)).isTrue();
    assertThat(fits("api.test", other)).isFalse();
    assertThat(fits("other.test", api6)).isFalse();
  }

  @Test
  void anAddressThatWasNotGivenOutStandsForNoName() throws Exception {
    assertThat(fits("api.test", InetAddress.ofLiteral("198.19.255.7"))).isFalse();
  }

  @Test
  void atAnyOtherAddressTheNameDecides() throws Exception {
    assertThat(fits("api.test", InetAddress.ofLiteral("203.0.113.5"))).isTrue();
  }

  @Test
  void anAddressFitsItselfUnlessItStandsForAName() throws Exception {
    assertThat(fits("203.0.113.5", InetAddress.ofLiteral("203.0.113.5"))).isTrue();
    assertThat(fits("203.0.113.6", InetAddress.ofLiteral("203.0.113.5"))).isFalse();
    assertThat(fits(api.getHostAddress(), api)).isFalse();
  }

  static Stream<Arguments> authorities() {
    return Stream.of(
        Arguments.of("a.test", "a.test", 443),
        Arguments.of("A.Test:8443", "a.test", 8443),
        Arguments.of("[2001:DB8::1]:99", "2001:db8::1", 99),
        Arguments.of("[2001:db8::1]", "2001:db8::1", 443),
        Arguments.of("192.0.2.1:1", "192.0.2.1", 1),
        Arguments.of("a.test:", "", 0),
        Arguments.of("a.test:0", "", 0),
        Arguments.of("a.test:65536", "", 0),
        Arguments.of("a.test:+1", "", 0),
        Arguments.of("a.test:80:81", "", 0),
        Arguments.of("2001:db8::1", "", 0),
        Arguments.of("user@a.test", "", 0),
        Arguments.of("a.test/x", "", 0),
        Arguments.of("a.test, b.test", "", 0),
        Arguments.of("0x7f.1", "", 0),
        Arguments.of("2130706433", "", 0),
        Arguments.of("", "", 0));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("authorities")
  void anAuthorityIsAHostWithAtMostAPort(String text, String host, int port) {
    var parsed = Destination.parse(true, text, 443);
    if (host.isEmpty()) {
      assertThat(parsed).isEmpty();
    } else {
      assertThat(parsed).contains(new Destination(true, host, port));
    }
  }
}
