package dev.botbottle.gateway;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Bodies in content codings, as other implementations of them make them. */
final class Coded {
  private Coded() {}

  static byte[] by(ContentCoding coding, byte[] plain) throws IOException {
    return switch (coding) {
      case IDENTITY -> plain.clone();
      case GZIP -> {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
          gzip.write(plain);
        }
        yield out.toByteArray();
      }
      case DEFLATE -> {
        var out = new ByteArrayOutputStream();
        try (var deflate = new DeflaterOutputStream(out)) {
          deflate.write(plain);
        }
        yield out.toByteArray();
      }
      case BROTLI -> {
        Brotli4jLoader.ensureAvailability();
        yield Encoder.compress(plain, new Encoder.Parameters().setQuality(4));
      }
      case ZSTD -> Zstd.compress(plain);
    };
  }
}
