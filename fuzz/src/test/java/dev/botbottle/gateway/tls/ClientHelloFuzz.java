package dev.botbottle.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** The reader of a first TLS message: what it took is what it hands on, byte for byte. */
class ClientHelloFuzz {
  @FuzzTest
  void aHello(byte[] raw) {
    ClientHello hello;
    try {
      hello = ClientHello.read(new ByteArrayInputStream(raw));
    } catch (IOException e) {
      return; // malformed or cut short
    }
    byte[] records = hello.records();
    assertThat(records).isEqualTo(Arrays.copyOf(raw, records.length));
    hello
        .serverName()
        .ifPresent(name -> assertThat(name).isNotEmpty().isEqualTo(name.toLowerCase(Locale.ROOT)));
    assertThat(hello.protocols()).doesNotContainNull();
  }
}
