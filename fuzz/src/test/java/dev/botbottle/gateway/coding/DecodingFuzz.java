package dev.botbottle.gateway.coding;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.botbottle.gateway.http.MalformedMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The content decoders: a body is decoded the same however it is cut, or refused. */
class DecodingFuzz {
  private static final WindowMemory MEMORY = WindowMemory.standard();

  /** More than this of one input shows nothing new. */
  private static final int MOST = 1 << 20;

  @FuzzTest
  void gzip(byte[] coded) {
    same(Decoding.gzip(), Decoding.gzip(), coded);
  }

  @FuzzTest
  void deflate(byte[] coded) {
    same(Decoding.deflate(), Decoding.deflate(), coded);
  }

  @FuzzTest
  void brotli(byte[] coded) {
    same(Decoding.brotli(MEMORY), Decoding.brotli(MEMORY), coded);
  }

  @FuzzTest
  void zstd(byte[] coded) {
    same(Decoding.zstd(MEMORY), Decoding.zstd(MEMORY), coded);
  }

  /** Ends a decoding that goes on and on. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static void same(Decoding whole, Decoding cut, byte[] coded) {
    String once = decode(whole, coded, Math.max(1, coded.length));
    assertThat(decode(cut, coded, 3)).isEqualTo(once);
  }

  /** What comes of it; the text when it is refused. */
  private static String decode(Decoding decoding, byte[] coded, int step) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Decoding.Decoded to =
        (source, offset, length) -> {
          out.write(source, offset, length);
          if (out.size() > MOST) {
            throw new Enough();
          }
        };
    try (decoding) {
      for (int at = 0; at < coded.length; at += step) {
        decoding.write(coded, at, Math.min(step, coded.length - at), to);
      }
      decoding.finish(to);
      return "decoded " + out.toString(StandardCharsets.ISO_8859_1);
    } catch (MalformedMessage e) {
      return "refused";
    } catch (Enough e) {
      return "too much";
    }
  }
}
