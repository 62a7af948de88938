package dev.botbottle.gateway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.botbottle.gateway.http.MalformedMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames as they stand on the wire. */
class FrameParserTest {
  /** Writes down what it is told. */
  private static final class Transcript implements FrameSink {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void begin(Opcode kind) {
      text.append(kind).append('(');
    }

    @Override
    public void payload(byte[] source, int offset, int length) {
      text.append(new String(source, offset, length, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void endMessage() {
      text.append(')');
    }

    @Override
    public void control(Opcode kind, byte[] payload) {
      text.append('<').append(kind).append(' ');
      payload(payload, 0, payload.length);
      text.append('>');
    }
  }

  private static String read(FrameParser.Sender sender, byte[] wire, int piece) throws IOException {
    return read(sender, Compression.NONE, wire, piece);
  }

  private static String read(FrameParser.Sender sender, Compression agreed, byte[] wire, int piece)
      throws IOException {
    try (var parser = new FrameParser(sender, agreed)) {
      var transcript = new Transcript();
      for (int at = 0; at < wire.length; at += piece) {
        byte[] part = Arrays.copyOfRange(wire, at, Math.min(wire.length, at + piece));
        parser.read(part, 0, part.length, transcript);
      }
      return transcript.text + (parser.between() ? "" : "…");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "the examples of RFC 6455 §5.7: text | SERVER | 810548656c6c6f | TEXT(Hello)",
        "masked text | CLIENT | 818537fa213d7f9f4d5158 | TEXT(Hello)",
        "fragments | SERVER | 010348656c80026c6f | TEXT(Hello)",
        "a ping | SERVER | 890548656c6c6f | <PING Hello>",
        "a masked pong | CLIENT | 8a8537fa213d7f9f4d5158 | <PONG Hello>",
        "a pong within a message | SERVER | 020348656c8a00 80026c6f | BINARY(Hel<PONG >lo)",
        "nothing in a message | SERVER | 8100 | TEXT()",
        "a status that closes | SERVER | 880203e8 | <CLOSE \u0003è>",
        "half a header | SERVER | 817e | …",
        "half a message | SERVER | 010141 | TEXT(A…",
      })
  void framesSayTheSameHoweverTheyArrive(
      String what, FrameParser.Sender sender, String hex, String said) throws Exception {
    byte[] wire = HexFormat.of().parseHex(hex.replace(" ", ""));
    for (int piece = 1; piece <= wire.length; piece++) {
      assertThat(read(sender, wire, piece)).as(what).isEqualTo(said.translateEscapes());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a client's frame without a mask | CLIENT | 810548656c6c6f",
        "a server's frame with one | SERVER | 818537fa213d7f9f4d5158",
        "a reserved bit | SERVER | c100",
        "another | SERVER | a100",
        "the third | SERVER | 9100",
        "an opcode for data to come | SERVER | 8300",
        "an opcode for control to come | SERVER | 8b00",
        "a control frame in fragments | SERVER | 0900",
        "a control frame that is too long | SERVER | 897e0080",
        "a continuation of nothing | SERVER | 8000",
        "a message in a message | SERVER | 0100 8100",
        "a continuation of what has ended | SERVER | 0100 8000 8000",
        "a length of 125 in two bytes | SERVER | 817e007d",
        "a length of 65535 in eight | SERVER | 827f000000000000ffff",
        "a negative length | SERVER | 827f8000000000000000",
        "half a status | SERVER | 880103",
        "bytes behind a Close frame | SERVER | 8800 00",
      })
  void whatTheRulesForbidIsRefused(String what, FrameParser.Sender sender, String hex) {
    byte[] wire = HexFormat.of().parseHex(hex.replace(" ", ""));
    for (int piece : new int[] {1, wire.length}) {
      assertThatThrownBy(() -> read(sender, wire, piece))
          .as(what)
          .isInstanceOf(MalformedMessage.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RFC 7692 §7.2.3.1: one block | ALONE | c107 f248cdc9c90700 | TEXT(Hello)",
        "in fragments | ALONE | 4103 f248cd 8004 c9c90700 | TEXT(Hello)",
        "binary | ALONE | c207 f248cdc9c90700 | BINARY(Hello)",
        "§7.2.3.2: twice | LINKED | c107 f248cdc9c90700 c105 f200110000 | TEXT(Hello)TEXT(Hello)",
        "plain between | LINKED | c107 f248cdc9c90700 810121 c105 f200110000 "
            + "| TEXT(Hello)TEXT(!)TEXT(Hello)",
        "each by itself | ALONE | c107 f248cdc9c90700 c107 f248cdc9c90700 "
            + "| TEXT(Hello)TEXT(Hello)",
        "§7.2.3.3: a block as it is | LINKED | c10b 000500faff48656c6c6f00 | TEXT(Hello)",
        "§7.2.3.4: a last block | LINKED | c108 f348cdc9c9070000 | TEXT(Hello)",
        "the same without the one behind it | LINKED | c107 f348cdc9c90700 c107 f248cdc9c90700 "
            + "| TEXT(Hello)TEXT(Hello)",
        "two last blocks | LINKED | c10f f348cdc9c90700 f348cdc9c90700 00 | TEXT(HelloHello)",
        "§7.2.3.5: two blocks | LINKED | c10d f248050000 00ffffcac9c90700 | TEXT(Hello)",
        "§7.2.3.6: nothing | LINKED | c10100 c107 f248cdc9c90700 | TEXT()TEXT(Hello)",
        "not even that | LINKED | c100 c107 f248cdc9c90700 | TEXT()TEXT(Hello)",
        "control frames within | LINKED | 4103 f248cd 890121 8004 c9c90700 8a00 "
            + "| TEXT(He<PING !>llo)<PONG >",
        "a sign whose last bits are the tail's | ALONE | c104 f248cdc9 | TEXT(Helh)",
        "half a message | LINKED | 4104 f248cdc9 | TEXT(Hel…",
      })
  void compressedMessagesSayTheSameHoweverTheyArrive(
      String what, Compression agreed, String hex, String said) throws Exception {
    byte[] wire = HexFormat.of().parseHex(hex.replace(" ", ""));
    for (int piece = 1; piece <= wire.length; piece++) {
      assertThat(read(FrameParser.Sender.SERVER, agreed, wire, piece)).as(what).isEqualTo(said);
    }
  }

  @Test
  void whatInflatingTookIsFreedAtTheEnd() throws Exception {
    var parser = new FrameParser(FrameParser.Sender.SERVER, Compression.LINKED);
    byte[] wire = HexFormat.of().parseHex("c107f248cdc9c90700");
    parser.read(wire.clone(), 0, wire.length, new Transcript());
    parser.close();
    assertThatThrownBy(() -> parser.read(wire, 0, wire.length, new Transcript()))
        .hasMessageContaining("closed");
  }

  @Test
  void aMaskedCompressedMessageIsUnmaskedFirst() throws Exception {
    byte[] wire = HexFormat.of().parseHex("c18701020304f34acecdc80503");
    assertThat(read(FrameParser.Sender.CLIENT, Compression.LINKED, wire, 3))
        .isEqualTo("TEXT(Hello)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "where nobody agreed | NONE | c107 f248cdc9c90700",
        "a ping | LINKED | c900",
        "a pong | LINKED | ca00",
        "a Close frame | LINKED | c800",
        "a continuation | LINKED | 4103 f248cd c004 c9c90700",
        "a continuation of a plain message | LINKED | 010141 c000",
        "a continuation of nothing | LINKED | c000",
        "a message in a message | LINKED | 4100 c100",
        "with another reserved bit | LINKED | e100",
        "another reserved bit | LINKED | a100",
        "the third | LINKED | 9100",
        "an opcode to come | LINKED | c300",
        "a repetition of what was forgotten | ALONE | c107 f248cdc9c90700 c105 f200110000",
        "a repetition of what was never said | LINKED | c105 f200110000",
        "a block of no kind | LINKED | c10107",
        "a block with two lengths | LINKED | c10500050005ff",
      })
  void whatTheRulesForbidOfCompressionIsRefused(String what, Compression agreed, String hex) {
    byte[] wire = HexFormat.of().parseHex(hex.replace(" ", ""));
    for (int piece : new int[] {1, wire.length}) {
      assertThatThrownBy(() -> read(FrameParser.Sender.SERVER, agreed, wire, piece))
          .as(what)
          .isInstanceOf(MalformedMessage.class);
    }
  }

  @Test
  void aFrameOfAnyLengthIsReadWithoutKeepingIt() throws Exception {
    var parser = new FrameParser(FrameParser.Sender.SERVER, Compression.NONE);
    byte[] header = HexFormat.of().parseHex("827f7fffffffffffffff");
    var transcript = new Transcript();
    parser.read(header, 0, header.length, transcript);
    parser.read(new byte[] {'x'}, 0, 1, transcript);
    assertThat(transcript.text).hasToString("BINARY(x");
    assertThat(parser.inMessage()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 255, 256, 65_535})
  void whatIsWrittenIsReadAgain(int length) throws Exception {
    byte[] room = new byte[FrameWriter.HEADROOM + length];
    Arrays.fill(room, (byte) 'a');
    var wire = new ByteArrayOutputStream();
    FrameWriter.plain(wire).frame(Opcode.TEXT, true, room.clone(), length);
    String said = "TEXT(" + "a".repeat(length) + ")";
    assertThat(read(FrameParser.Sender.SERVER, wire.toByteArray(), 4096)).isEqualTo(said);
    wire.reset();
    FrameWriter.masking(wire, new SecureRandom()).frame(Opcode.TEXT, true, room, length);
    assertThat(read(FrameParser.Sender.CLIENT, wire.toByteArray(), 4096)).isEqualTo(said);
  }

  @Test
  void nothingIsWrittenBehindAClose() throws Exception {
    var writer = FrameWriter.plain(new ByteArrayOutputStream());
    byte[] room = new byte[FrameWriter.HEADROOM];
    writer.frame(Opcode.CLOSE, true, room, 0);
    assertThatThrownBy(() -> writer.frame(Opcode.PING, true, room, 0))
        .isInstanceOf(IOException.class);
  }
}
