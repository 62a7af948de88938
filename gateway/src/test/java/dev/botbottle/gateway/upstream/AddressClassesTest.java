package dev.botbottle.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressClassesTest {
  private static final AddressClasses CLASSES = new AddressClasses(address -> false);

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "AWS, Azure and GCP metadata      | 169.254.169.254   | METADATA",
        "ECS credentials                  | 169.254.170.2     | METADATA",
        "Azure's wire server              | 168.63.129.16     | METADATA",
        "Alibaba metadata                 | 100.100.100.200   | METADATA",
        "Oracle metadata                  | 192.0.0.192       | METADATA",
        "AWS metadata by IPv6             | fd00:ec2::254     | METADATA",
        "GCP metadata by IPv6             | fd20:ce::254      | METADATA",
        "the unspecified address          | 0.0.0.0           | UNSPECIFIED",
        "this network                     | 0.255.255.255     | UNSPECIFIED",
        "first of 10/8                    | 10.0.0.0          | PRIVATE",
        "last of 10/8                     | 10.255.255.255    | PRIVATE",
        "first of 100.64/10               | 100.64.0.0        | SHARED",
        "last of 100.64/10                | 100.127.255.255   | SHARED",
        "loopback                         | 127.0.0.1         | LOOPBACK",
        "last loopback                    | 127.255.255.255   | LOOPBACK",
        "link-local                       | 169.254.0.1       | LINK_LOCAL",
        "first of 172.16/12               | 172.16.0.0        | PRIVATE",
        "last of 172.16/12                | 172.31.255.255    | PRIVATE",
        "protocol assignments             | 192.0.0.170       | RESERVED",
        "6to4 relays                      | 192.88.99.1       | EMBEDDED",
        "192.168/16                       | 192.168.255.255   | PRIVATE",
        "first of benchmarking            | 198.18.0.0        | BENCHMARK",
        "last of benchmarking             | 198.19.255.255    | BENCHMARK",
        "multicast                        | 224.0.0.1         | MULTICAST",
        "last multicast                   | 239.255.255.255   | MULTICAST",
        "reserved                         | 240.0.0.1         | RESERVED",
        "broadcast                        | 255.255.255.255   | RESERVED",
        "the unspecified IPv6 address     | ::                | UNSPECIFIED",
        "IPv6 loopback                    | ::1               | LOOPBACK",
        "IPv4-compatible                  | ::8.8.8.8         | EMBEDDED",
        "mapped loopback, which is IPv4   | ::ffff:127.0.0.1  | LOOPBACK",
        "IPv4-translated                  | ::ffff:0:8.8.8.8  | EMBEDDED",
        "NAT64                            | 64:ff9b::808:808  | EMBEDDED",
        "local NAT64                      | 64:ff9b:1::1      | EMBEDDED",
        "discard                          | 100::1            | RESERVED",
        "Teredo                           | 2001:0:1::1       | EMBEDDED",
        "IPv6 benchmarking                | 2001:2::1         | BENCHMARK",
        "IPv6 protocol assignments        | 2001:1ff::1       | RESERVED",
        "6to4                             | 2002:7f00:1::1    | EMBEDDED",
        "unique local                     | fc00::1           | UNIQUE_LOCAL",
        "unique local, upper half         | fdff::1           | UNIQUE_LOCAL",
        "IPv6 link-local                  | fe80::1           | LINK_LOCAL",
        "last IPv6 link-local             | febf::1           | LINK_LOCAL",
        "site-local                       | fec0::1           | PRIVATE",
        "IPv6 multicast                   | ff02::1           | MULTICAST",
        "nobody's                         | 4000::1           | RESERVED",
        "segment identifiers              | 5f00::1           | RESERVED",
        "below global unicast             | 1fff::1           | RESERVED",
      })
  void refuses(String sentence, String address, AddressClass expected) {
    assertThat(CLASSES.refused(InetAddress.ofLiteral(address))).as(sentence).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "1.0.0.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.2.1",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "198.51.100.7",
        "203.0.113.5",
        "223.255.255.255",
        "2001:200::1",
        "2001:db8::1",
        "2001:4860:4860::8888",
        "2003::1",
        "2606:4700::1111",
        "3fff::1",
        "3fff:ffff::1"
      })
  void letsThrough(String address) {
    assertThat(CLASSES.refused(InetAddress.ofLiteral(address))).isEmpty();
  }

  @Test
  void refusesMappedAddressesThatReachItAsBytes() {
    byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffff08080808");
    assertThat(AddressClasses.refusedBytes(mapped)).contains(AddressClass.EMBEDDED);
  }

  @Test
  void refusesEveryAddressOfThisHost() throws SocketException {
    AddressClasses classes = AddressClasses.ofThisHost();
    long seen =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .peek(address -> assertThat(classes.refused(address)).as("%s", address).isPresent())
            .count();
    assertThat(seen).isPositive();
  }

  @Test
  void refusesAPublicAddressOfItsOwn() {
    InetAddress mine = InetAddress.ofLiteral("203.0.113.5");
    AddressClasses classes = new AddressClasses(mine::equals);
    assertThat(classes.refused(mine)).contains(AddressClass.OWN);
    assertThat(classes.refused(InetAddress.ofLiteral("203.0.113.6"))).isEmpty();
  }

  @Test
  void refusesEverythingWhenItsOwnAddressesAreUnknown() {
    AddressClasses classes =
        new AddressClasses(address -> {
          throw new SocketException("no interfaces");
        });
    assertThat(classes.refused(InetAddress.ofLiteral("8.8.8.8"))).contains(AddressClass.OWN);
  }

  @Test
  void aZoneDoesNotHideALinkLocalAddress() throws Exception {
    byte[] bytes = InetAddress.ofLiteral("fe80::1").getAddress();
    assertThat(CLASSES.refused(Inet6Address.getByAddress(null, bytes, 1)))
        .contains(AddressClass.LINK_LOCAL);
  }
}
