package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which escapes are worth a second reading of what surrounds them. */
final class EscapesTest {
  private static boolean tells(String text) {
    Escapes escapes = new Escapes();
    escapes.telling = false;
    byte[] bytes = Texts.bytes(text + " and more of the text");
    return escapes.read(bytes, 0, bytes.length, false) != Notation.PLAIN && escapes.telling;
  }

  @Test
  void anEscapedBackslashTellsWhereAnotherEscapeBeginsWithIt() {
    for (String text : List.of("\\\\x41", "\\\\u0041", "\\\\u{41}", "\\\\101", "\\\\/")) {
      assertThat(tells(text)).as(text).isTrue();
    }
    // A path of Windows, an expression, a row of backslashes.
    for (String text :
        List.of("\\\\x", "\\\\users", "\\\\8", "\\\\1, \\\\2", "\\\\\\\\x", "\\\\d")) {
      assertThat(tells(text)).as(text).isFalse();
    }
  }

  @Test
  void aLineEndTellsWhereItIsWrittenByItsNumber() {
    for (String text : List.of("\\u000a", "&#10;", "&#xd;", "\\x0a", "\\012", "%0A")) {
      assertThat(tells(text)).as(text).isTrue();
    }
    for (String text : List.of("\\n", "\\r", "\\\\n", "&quot;", "\\u0022", "\\\"", "\\u0000")) {
      assertThat(tells(text)).as(text).isFalse();
    }
  }

  @Test
  void fourBytesMaySayMoreThanThereAreCharacters() {
    byte[] bytes = {(byte) 0xf7, (byte) 0xbf, (byte) 0xbf, (byte) 0xbf, ' '};
    assertThat(new Escapes().read(bytes, 0, bytes.length, true)).isEqualTo(Notation.PLAIN);
    assertThat(Lookalikes.of(0x1fffff)).isNull();
  }

  @Test
  void oneCharacterInAFewHundredLooksLikeAnother() {
    assertThat(Lookalikes.of(0x430)).isEqualTo(new byte[] {'a'});
    assertThat(Lookalikes.of(0xff21)).isEqualTo(new byte[] {'A'});
    assertThat(Lookalikes.of(0x1d400)).isEqualTo(new byte[] {'A'});
    assertThat(Lookalikes.of(0xe0041)).isEqualTo(new byte[] {'A'});
    assertThat(Lookalikes.of(0x200b)).isEmpty();
    assertThat(Lookalikes.of(0xe0fff)).isEmpty();
    assertThat(Lookalikes.of(0x6c42)).isNull();
    assertThat(Lookalikes.of(Character.MAX_CODE_POINT)).isNull();
  }
}
