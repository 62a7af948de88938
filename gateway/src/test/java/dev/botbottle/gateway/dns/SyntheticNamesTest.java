package dev.botbottle.gateway.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticNamesTest {
  private final SyntheticNames names = new SyntheticNames(new byte[] {1, 2, 3, 4, 5}, 1_000);

  @Test
  void everyNameHasAddressesOfItsOwnThatLeadBackToIt() {
    Set<InetAddress> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String name = "n" + i + ".example";
      SyntheticNames.Addresses addresses = names.addressesOf(name).orElseThrow();
      assertThat(addresses.ipv4().getHostAddress()).matches("198\\.1[89]\\..*");
      assertThat(addresses.ipv6().getHostAddress()).startsWith("fd01:203:405:0:0:0:");
      assertThat(seen.add(addresses.ipv4()) && seen.add(addresses.ipv6())).isTrue();
      assertThat(names.nameOf(addresses.ipv4())).contains(name);
      assertThat(names.nameOf(addresses.ipv6())).contains(name);
    }
  }

  @Test
  void aNameKeepsItsAddresses() {
    SyntheticNames.Addresses first = names.addressesOf("a.example").orElseThrow();
    assertThat(names.addressesOf("b.example")).isPresent();
    assertThat(names.addressesOf("a.example")).contains(first);
  }

  @Test
  void theHelpPageHasAnAddressFromTheStart() {
    assertThat(names.knows("bottle.internal")).isTrue();
    assertThat(names.addressesOf("bottle.internal").orElseThrow().ipv4().getHostAddress())
        .isEqualTo("198.18.0.1");
  }

  @Test
  void beyondTheLimitNoNewNameHasAnAddressAndTheOldOnesKeepTheirs() {
    SyntheticNames few = new SyntheticNames(new byte[5], 2);
    assertThat(few.addressesOf("a.example")).isPresent();
    assertThat(few.addressesOf("b.example")).isPresent();
    assertThat(few.addressesOf("c.example")).isEmpty();
    assertThat(few.knows("c.example")).isFalse();
    assertThat(few.addressesOf("a.example")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "198.18.0.2", "198.19.255.255", "198.20.1.0", "10.0.0.1", "fd01:203:405::2",
        "fd01:203:406::1", "fd01:203:405:1::1", "fd01:203:405::ffff:1", "::1", "2001:db8::1"
      })
  void anAddressThatWasNotGivenOutHasNoName(String address) {
    assertThat(names.nameOf(InetAddress.ofLiteral(address))).isEmpty();
  }

  @Test
  void theLastNumberStaysInTheRange() {
    SyntheticNames many = new SyntheticNames(new byte[5], (1 << 17) - 512);
    InetAddress last = InetAddress.ofLiteral("198.18.0.0");
    for (int i = 0; i < (1 << 17) - 512; i++) {
      last = many.addressesOf("n" + i).orElseThrow().ipv4();
    }
    assertThat(last.getHostAddress()).isEqualTo("198.19.254.255");
    assertThat(many.nameOf(last)).contains("n" + ((1 << 17) - 513));
  }

  @Test
  void addressesAreNotNames() {
    assertThat(names.addressesOf("203.0.113.5")).isEmpty();
  }

  @Test
  void refusesLimitsBeyondTheRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SyntheticNames(new byte[5], 1 << 17));
    assertThatIllegalArgumentException().isThrownBy(() -> new SyntheticNames(new byte[5], 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new SyntheticNames(new byte[4], 5));
  }
}
