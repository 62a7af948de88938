package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.botbottle.gateway.coding.WindowMemory;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.websocket.Compression;
import dev.botbottle.gateway.websocket.FrameParser;
import dev.botbottle.gateway.websocket.FrameSink;
import dev.botbottle.gateway.websocket.FrameWriter;
import dev.botbottle.gateway.websocket.Opcode;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.ScanAction;
import dev.botbottle.scan.ScanProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Messages on their way through the scanner: of WebSockets in both directions and of gRPC. Nothing
 * leaves but what came, in its order, and never a credential.
 */
class MessagesFuzz {
  private static final Inspector INSPECTOR = new KnowingInspector();
  private static final SecureRandom KEYS = new SecureRandom();
  private static final WindowMemory MEMORY = WindowMemory.standard();

  /** Only what is known ends a conversation: what a fuzzer makes up is not asked for here. */
  private static final ScanProfile WARN = new ScanProfile(ScanAction.WARN, true, Set.of());

  @FuzzTest
  void aWebSocketOutwards(byte[] raw) throws IOException {
    outwards(Compression.NONE, raw);
  }

  @FuzzTest
  void aCompressedWebSocketOutwards(byte[] raw) throws IOException {
    outwards(Compression.LINKED, raw);
  }

  private static void outwards(Compression agreed, byte[] raw) throws IOException {
    var said = new Words();
    boolean sound = said.read(FrameParser.Sender.CLIENT, agreed, raw);
    for (int step : new int[] {raw.length + 1, 3}) {
      var out = new ByteArrayOutputStream();
      var flow =
          new WebSocketFlow(
              new FrameParser(FrameParser.Sender.CLIENT, agreed),
              FrameWriter.masking(out, KEYS),
              WebSocketScan.Outward.of(INSPECTOR, WARN),
              bytes -> {});
      boolean passed = run(flow, raw, step);
      var heard = new Words();
      assertThat(heard.read(FrameParser.Sender.CLIENT, Compression.NONE, out.toByteArray()))
          .isTrue();
      if (sound || agreed == Compression.NONE) {
        assertThat(said.text()).startsWith(heard.text());
      }
      // Where compressed data break off, how much of the last message is read depends on the cut.
      assertThat(said.whole()).startsWith(heard.whole());
      assertThat(heard.text()).doesNotContain(KnowingInspector.VALUE);
      if (passed) {
        assertThat(sound).isTrue();
        assertThat(said.whole()).isEqualTo(heard.whole());
      }
      // Refused for its form, or for what it says.
      assertThat(passed).isEqualTo(sound && flow.denied().isEmpty());
    }
  }

  /** With the value in a compressed message: found wherever it stands and however it is cut. */
  @FuzzTest
  void aCompressedMessage(byte[] raw) throws IOException {
    int at = raw.length == 0 ? 0 : (raw[0] & 0xff) % raw.length;
    var plain = new ByteArrayOutputStream();
    plain.write(raw, 0, at);
    plain.writeBytes(KnowingInspector.VALUE.getBytes(StandardCharsets.ISO_8859_1));
    plain.write(raw, at, raw.length - at);
    var frames = new ByteArrayOutputStream();
    try (var deflater = new Deflater(9, true)) {
      // What stands around it is a repetition in the second of them.
      frame(frames, deflater, raw);
      frame(frames, deflater, plain.toByteArray());
    }
    for (int step : new int[] {frames.size(), 3}) {
      var out = new ByteArrayOutputStream();
      var flow =
          new WebSocketFlow(
              new FrameParser(FrameParser.Sender.CLIENT, Compression.LINKED),
              FrameWriter.masking(out, KEYS),
              WebSocketScan.Outward.of(INSPECTOR, WARN),
              bytes -> {});
      assertThat(run(flow, frames.toByteArray(), step)).isFalse();
      assertThat(flow.denied()).isNotEmpty();
      var heard = new Words();
      heard.read(FrameParser.Sender.CLIENT, Compression.NONE, out.toByteArray());
      assertThat(heard.text()).doesNotContain(KnowingInspector.VALUE);
    }
  }

  /** A compressed message in frames of up to 50 bytes, masked with zeros. */
  private static void frame(ByteArrayOutputStream frames, Deflater deflater, byte[] plain) {
    byte[] coded = new byte[2 * plain.length + 100];
    deflater.setInput(plain);
    int length = deflater.deflate(coded, 0, coded.length, Deflater.SYNC_FLUSH) - 4;
    for (int at = 0; at < length; at += 50) {
      int size = Math.min(50, length - at);
      frames.write((at + size == length ? 0x80 : 0) | (at == 0 ? 0x42 : 0));
      frames.write(0x80 | size);
      frames.writeBytes(new byte[4]);
      frames.write(coded, at, size);
    }
  }

  @FuzzTest
  void aWebSocketInwards(byte[] raw) throws IOException {
    inwards(Compression.NONE, raw);
  }

  @FuzzTest
  void aCompressedWebSocketInwards(byte[] raw) throws IOException {
    inwards(Compression.LINKED, raw);
  }

  private static void inwards(Compression agreed, byte[] raw) throws IOException {
    var said = new Words();
    boolean sound = said.read(FrameParser.Sender.SERVER, agreed, raw);
    for (int step : new int[] {raw.length + 1, 3}) {
      var out = new ByteArrayOutputStream();
      var flow =
          new WebSocketFlow(
              new FrameParser(FrameParser.Sender.SERVER, agreed),
              FrameWriter.plain(out),
              new WebSocketScan.Inward(INSPECTOR, true, true, AnswerWatch.none()),
              bytes -> {});
      assertThat(run(flow, raw, step)).isEqualTo(sound);
      var heard = new Words();
      assertThat(heard.read(FrameParser.Sender.SERVER, Compression.NONE, out.toByteArray()))
          .isTrue();
      assertThat(heard.text()).doesNotContain(KnowingInspector.VALUE);
      if (sound) {
        assertThat(heard.whole()).hasSameSizeAs(said.whole());
      }
    }
  }

  private static boolean run(WebSocketFlow flow, byte[] raw, int step) throws IOException {
    byte[] piece = new byte[step];
    try (flow) {
      for (int at = 0; at < raw.length; at += step) {
        int n = Math.min(step, raw.length - at);
        System.arraycopy(raw, at, piece, 0, n);
        flow.take(piece, n);
      }
      return true;
    } catch (MalformedMessage | WebSocketFlow.Denied e) {
      return false;
    }
  }

  /** Everything that messages and control frames say, in order of their ends. */
  private static final class Words implements FrameSink {
    private final StringBuilder ended = new StringBuilder();
    private final StringBuilder message = new StringBuilder();
    private Opcode kind = Opcode.TEXT;

    boolean read(FrameParser.Sender sender, Compression agreed, byte[] bytes) throws IOException {
      byte[] piece = new byte[1];
      try (var parser = new FrameParser(sender, agreed)) {
        for (byte b : bytes) {
          piece[0] = b;
          parser.read(piece, 0, 1, this);
        }
        return true;
      } catch (MalformedMessage e) {
        return false;
      }
    }

    /** What is whole. */
    String whole() {
      return ended.toString();
    }

    /** And what has begun. */
    String text() {
      return ended.toString() + message;
    }

    @Override
    public void begin(Opcode opcode) {
      kind = opcode;
    }

    @Override
    public void payload(byte[] source, int offset, int length) {
      message.append(new String(source, offset, length, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void endMessage() {
      ended.append(kind).append(message).append('\n');
      message.setLength(0);
    }

    @Override
    public void control(Opcode opcode, byte[] payload) {
      ended.append(opcode).append(new String(payload, StandardCharsets.ISO_8859_1)).append('\n');
    }
  }

  @FuzzTest
  void grpc(byte[] raw) throws IOException {
    if (raw.length == 0) {
      return;
    }
    ContentCoding[] codings = ContentCoding.values();
    ContentCoding coding = codings[(raw[0] & 0xff) % codings.length];
    byte[] body = Arrays.copyOfRange(raw, 1, raw.length);
    var whole = new Sent();
    String end = whole.run(coding, body, body.length + 1);
    var cut = new Sent();
    assertThat(cut.run(coding, body, 3)).isEqualTo(end);
    for (Sent sent : new Sent[] {whole, cut}) {
      String left = sent.bytes.toString(StandardCharsets.ISO_8859_1);
      assertThat(new String(body, StandardCharsets.ISO_8859_1)).startsWith(left);
      assertThat(left).doesNotContain(KnowingInspector.VALUE);
      if (end.equals("whole")) {
        assertThat(sent.bytes.size()).isEqualTo(body.length);
      }
    }
  }

  /** With the value in it, coded: found wherever it stands and however it is cut. */
  @FuzzTest
  void aCodedMessageOfGrpc(byte[] raw) throws IOException {
    int at = raw.length == 0 ? 0 : (raw[0] & 0xff) % raw.length;
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(raw, 0, at);
      gzip.write(KnowingInspector.VALUE.getBytes(StandardCharsets.ISO_8859_1));
      gzip.write(raw, at, raw.length - at);
    }
    byte[] body =
        ByteBuffer.allocate(5 + packed.size())
            .put((byte) 1)
            .putInt(packed.size())
            .put(packed.toByteArray())
            .array();
    for (int step : new int[] {body.length, 3}) {
      var sent = new Sent();
      assertThat(sent.run(ContentCoding.GZIP, body, step)).isEqualTo("denied");
      assertThat(sent.bytes.size()).isLessThan(body.length);
    }
  }

  /** What leaves of a call. */
  private static final class Sent implements ScannedPart.Owner {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean denied;

    String run(ContentCoding coding, byte[] body, int step) throws IOException {
      try (var messages = new GrpcMessages(this, INSPECTOR, WARN, coding, MEMORY)) {
        for (int at = 0; at < body.length && !messages.stopped(); at += step) {
          messages.write(body, at, Math.min(step, body.length - at));
        }
        if (!messages.stopped()) {
          messages.finish();
        }
        return messages.stopped() ? "denied" : "whole";
      } catch (MalformedMessage e) {
        // A finding before it or behind it: which of them comes first depends on the cut.
        return "denied";
      }
    }

    @Override
    public void send(byte[] source, int offset, int length) {
      bytes.write(source, offset, length);
    }

    @Override
    public void found(Finding finding) {
      denied |= WARN.actionFor(finding) == ScanAction.DENY;
    }

    @Override
    public boolean stopped() {
      return denied;
    }
  }
}
