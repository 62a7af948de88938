package dev.botbottle.gateway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.botbottle.gateway.http.MalformedMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames of WebSockets: read as the RFCs say, alike however they are cut, and the same when
 * written anew, uncompressed.
 */
class FramesFuzz {
  private static final SecureRandom KEYS = new SecureRandom();

  @FuzzTest
  void ofAClient(byte[] raw) throws IOException {
    check(FrameParser.Sender.CLIENT, Compression.NONE, raw);
  }

  @FuzzTest
  void ofAServer(byte[] raw) throws IOException {
    check(FrameParser.Sender.SERVER, Compression.NONE, raw);
  }

  @FuzzTest
  void compressedOfAClient(byte[] raw) throws IOException {
    check(FrameParser.Sender.CLIENT, Compression.LINKED, raw);
  }

  @FuzzTest
  void compressedOfAServer(byte[] raw) throws IOException {
    check(FrameParser.Sender.SERVER, Compression.LINKED, raw);
    check(FrameParser.Sender.SERVER, Compression.ALONE, raw);
  }

  private static void check(FrameParser.Sender sender, Compression agreed, byte[] raw)
      throws IOException {
    var whole = new Heard();
    boolean taken = whole.read(sender, agreed, raw, raw.length + 1);
    try (var right = new PlainFrames(sender == FrameParser.Sender.CLIENT, agreed, raw)) {
      assertThat(taken).isEqualTo(right.lawful());
      assertThat(whole.said).isEqualTo(right.said());
      // How much is inflated before broken data are noticed depends on the cut.
      boolean comparable = taken || agreed == Compression.NONE;
      if (comparable) {
        assertThat(whole.open).isEqualTo(right.open());
      }
      for (int step : new int[] {1, 3, 11}) {
        var cut = new Heard();
        assertThat(cut.read(sender, agreed, raw, step)).isEqualTo(taken);
        assertThat(cut.said).isEqualTo(whole.said);
        if (comparable) {
          assertThat(cut.open).isEqualTo(whole.open);
        }
      }
    }
    var again = new Heard();
    assertThat(again.read(sender, Compression.NONE, whole.written(sender), 5)).isTrue();
    assertThat(again.said).isEqualTo(whole.said);
  }

  /** What one direction says: messages that are whole, and control frames, in order. */
  private static final class Heard implements FrameSink {
    private final List<String> said = new ArrayList<>();
    private final List<Opcode> kinds = new ArrayList<>();
    private final List<byte[]> payloads = new ArrayList<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private Opcode kind = Opcode.TEXT;

    /** What has come of a message that is not whole. */
    private String open = "";

    boolean read(FrameParser.Sender sender, Compression agreed, byte[] raw, int step)
        throws IOException {
      byte[] bytes = raw.clone();
      try (var parser = new FrameParser(sender, agreed)) {
        read(parser, bytes, step);
        return true;
      } catch (MalformedMessage e) {
        return false;
      }
    }

    private void read(FrameParser parser, byte[] bytes, int step) throws IOException {
      try {
        for (int at = 0; at < bytes.length; at += step) {
          parser.read(bytes, at, Math.min(step, bytes.length - at), this);
        }
      } finally {
        open = parser.inMessage() ? message.toString(StandardCharsets.ISO_8859_1) : "";
      }
    }

    byte[] written(FrameParser.Sender sender) throws IOException {
      var out = new ByteArrayOutputStream();
      FrameWriter writer =
          sender == FrameParser.Sender.CLIENT
              ? FrameWriter.masking(out, KEYS)
              : FrameWriter.plain(out);
      for (int i = 0; i < kinds.size(); i++) {
        byte[] payload = payloads.get(i);
        byte[] room = new byte[FrameWriter.HEADROOM + payload.length];
        System.arraycopy(payload, 0, room, FrameWriter.HEADROOM, payload.length);
        writer.frame(kinds.get(i), true, room, payload.length);
      }
      return out.toByteArray();
    }

    private void say(Opcode opcode, byte[] payload) {
      kinds.add(opcode);
      payloads.add(payload);
      said.add(opcode + " " + new String(payload, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void begin(Opcode opcode) {
      kind = opcode;
      message.reset();
    }

    @Override
    public void payload(byte[] source, int offset, int length) {
      message.write(source, offset, length);
    }

    @Override
    public void endMessage() {
      say(kind, message.toByteArray());
    }

    @Override
    public void control(Opcode opcode, byte[] payload) {
      say(opcode, payload);
    }
  }
}
