package dev.botbottle.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
  /** What the JDK's own client says first. */
  private static byte[] real(String name) throws Exception {
    var engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(true);
    var parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    engine.setSSLParameters(parameters);
    var out = ByteBuffer.allocate(32_768);
    engine.wrap(ByteBuffer.allocate(0), out);
    byte[] record = new byte[out.position()];
    out.flip().get(record);
    return record;
  }

  private static ClientHello read(byte[] raw) throws IOException {
    return ClientHello.read(new ByteArrayInputStream(raw));
  }

  @Test
  void nameAndProtocolsOfARealClientAreRead() throws Exception {
    byte[] raw = real("API.example.COM");
    ClientHello hello = read(raw);
    assertThat(hello.serverName()).contains("api.example.com");
    assertThat(hello.protocols()).containsExactly("h2", "http/1.1");
    assertThat(hello.encrypted()).isFalse();
    assertThat(hello.records()).isEqualTo(raw);
  }

  @Test
  void aHelloInManyRecordsIsTheSameHello() throws Exception {
    byte[] raw = real("api.example.com");
    for (int size : new int[] {1, 2, 3, 7, 100, 255}) {
      byte[] fragments = Hellos.cut(raw, size);
      ClientHello hello = read(fragments);
      assertThat(hello.serverName()).as("records of %s", size).contains("api.example.com");
      assertThat(hello.records()).isEqualTo(fragments);
    }
  }

  @Test
  void aHelloCutShortAnywhereIsMalformed() throws Exception {
    byte[] raw = real("api.example.com");
    for (int length = 0; length < raw.length; length += 5) {
      byte[] part = new byte[length];
      System.arraycopy(raw, 0, part, 0, length);
      assertThatThrownBy(() -> read(part))
          .as("%s bytes", length)
          .isInstanceOf(ClientHello.Malformed.class);
    }
  }

  @Test
  void aHelloWithAnyOneByteChangedIsReadOrMalformedButNothingElse() throws Exception {
    byte[] raw = real("api.example.com");
    for (int i = 0; i < raw.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = raw.clone();
        changed[i] ^= (byte) (1 << bit);
        try {
          assertThat(read(changed).records()).isNotEmpty();
        } catch (ClientHello.Malformed e) {
          assertThat(e).hasMessageNotContaining("api");
        }
      }
    }
  }

  @Test
  void anEncryptedHelloIsRecognised() throws IOException {
    assertThat(
            read(Hellos.hello(Hellos.serverName("outer.test"), Hellos.extension(0xfe0d, (byte) 0)))
                .encrypted())
        .isTrue();
  }

  @Test
  void aHelloWithoutANameHasNone() throws IOException {
    assertThat(read(Hellos.hello()).serverName()).isEmpty();
  }

  @Test
  void twoServerNamesAreMalformed() {
    assertThatThrownBy(
            () -> read(Hellos.hello(Hellos.serverName("a.test"), Hellos.serverName("b.test"))))
        .isInstanceOf(ClientHello.Malformed.class);
  }

  @Test
  void aServerNameThatIsNoHostNameIsMalformed() {
    for (String name :
        List.of("", "1.2.3.4", "a b", "a\u0000.test", "a..test", "0x7f.1", "é.test")) {
      assertThatThrownBy(() -> read(Hellos.hello(Hellos.serverName(name))))
          .as("'%s'", name)
          .isInstanceOf(ClientHello.Malformed.class);
    }
  }

  @Test
  void anEndlessHelloIsMalformed() {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x16, 3, 1, 0, 4, 1, (byte) 0x7f, 0, 0});
    assertThatThrownBy(() -> read(out.toByteArray())).isInstanceOf(ClientHello.Malformed.class);
  }
}
