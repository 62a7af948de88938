package dev.botbottle.gateway.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.botbottle.gateway.http.MalformedMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class InflatingTest {
  private static final byte[] TEXT =
      "some text, some more text. ".repeat(5_000).getBytes(StandardCharsets.US_ASCII);

  private static byte[] gzip(byte[] plain) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] decode(Decoding decoding, byte[] coded, long seed) throws IOException {
    var random = new Random(seed);
    var out = new ByteArrayOutputStream();
    int at = 0;
    try (decoding) {
      while (at < coded.length) {
        int n = Math.min(coded.length - at, 1 + random.nextInt(seed == 0 ? 1 : 900));
        decoding.write(coded, at, n, out::write);
        at += n;
      }
      decoding.finish(out::write);
    }
    return out.toByteArray();
  }

  @Test
  void gzipIsUndoneHoweverItIsCut() throws IOException {
    byte[] coded = gzip(TEXT);
    for (long seed = 0; seed < 20; seed++) {
      assertThat(decode(Decoding.gzip(), coded, seed)).isEqualTo(TEXT);
    }
  }

  @Test
  void severalMembersAreOneBody() throws IOException {
    var both = new ByteArrayOutputStream();
    both.writeBytes(gzip(TEXT));
    both.writeBytes(gzip("end".getBytes(StandardCharsets.US_ASCII)));
    assertThat(decode(Decoding.gzip(), both.toByteArray(), 3))
        .hasSize(TEXT.length + 3)
        .endsWith("end".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void optionalHeaderFieldsAreSkipped() throws IOException {
    byte[] plain = gzip(TEXT);
    var coded = new ByteArrayOutputStream();
    coded.write(plain, 0, 3);
    coded.write(2 | 4 | 8 | 16);
    coded.write(plain, 4, 6);
    coded.writeBytes(new byte[] {3, 0, 'a', 'b', 'c'});
    coded.writeBytes("name\0comment\0".getBytes(StandardCharsets.US_ASCII));
    coded.writeBytes(new byte[] {1, 2});
    coded.write(plain, 10, plain.length - 10);
    assertThat(decode(Decoding.gzip(), coded.toByteArray(), 0)).isEqualTo(TEXT);
  }

  @Test
  void deflateIsTheZlibFormat() throws IOException {
    var coded = new ByteArrayOutputStream();
    try (var deflater = new DeflaterOutputStream(coded)) {
      deflater.write(TEXT);
    }
    assertThat(decode(Decoding.deflate(), coded.toByteArray(), 1)).isEqualTo(TEXT);
  }

  @Test
  void anEmptyBodyIsWhole() throws IOException {
    assertThat(decode(Decoding.gzip(), new byte[0], 1)).isEmpty();
  }

  @Test
  void plainTextIsNotGzip() {
    assertThatThrownBy(() -> decode(Decoding.gzip(), TEXT, 1)).isInstanceOf(MalformedMessage.class);
    assertThatThrownBy(() -> decode(Decoding.deflate(), TEXT, 1))
        .isInstanceOf(MalformedMessage.class);
  }

  @Test
  void aBodyCutShortIsNotWhole() throws IOException {
    byte[] coded = gzip(TEXT);
    for (int length : new int[] {1, 5, 12, coded.length / 2, coded.length - 1}) {
      assertThatThrownBy(() -> decode(Decoding.gzip(), Arrays.copyOf(coded, length), 1))
          .as("%s bytes", length)
          .isInstanceOf(MalformedMessage.class);
    }
  }

  @Test
  void somethingBehindTheEndIsRefused() throws IOException {
    byte[] coded = gzip(TEXT);
    byte[] more = Arrays.copyOf(coded, coded.length + 4);
    assertThatThrownBy(() -> decode(Decoding.gzip(), more, 1)).isInstanceOf(MalformedMessage.class);
  }
}
