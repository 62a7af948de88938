package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.botbottle.gateway.http.Shelf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Records of TLS that are read before they are asked for, and written together. */
class RecordsTest {
  private static final int DATA = 23;
  private static final int OWN = 22;

  /** A wire that hands over what has come in as few pieces as its reader takes. */
  private static final class Wire extends InputStream {
    private final ByteArrayInputStream bytes;
    private int reads;

    Wire(byte[]... pieces) {
      var all = new ByteArrayOutputStream();
      for (byte[] piece : pieces) {
        all.writeBytes(piece);
      }
      bytes = new ByteArrayInputStream(all.toByteArray());
    }

    @Override
    public int read() {
      throw new AssertionError("one byte");
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      reads++;
      return bytes.read(target, offset, length);
    }
  }

  /** What TLS does with records, without a cipher: those of its own it keeps, and reads on. */
  private static final class Opened extends InputStream {
    private final InputStream records;
    private InputStream data = InputStream.nullInputStream();

    Opened(InputStream records) {
      this.records = records;
    }

    @Override
    public int available() throws IOException {
      return data.available();
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      while (data.available() == 0) {
        byte[] head = records.readNBytes(5);
        if (head.length == 0) {
          return -1;
        }
        byte[] body = records.readNBytes(head[3] << 8 | head[4]);
        data = head[0] == DATA ? new ByteArrayInputStream(body) : InputStream.nullInputStream();
      }
      return data.read(target, offset, length);
    }
  }

  private static byte[] record(int type, String text) {
    byte[] body = text.getBytes(StandardCharsets.US_ASCII);
    var record = new ByteArrayOutputStream();
    record.writeBytes(
        new byte[] {(byte) type, 3, 3, (byte) (body.length >> 8), (byte) body.length});
    record.writeBytes(body);
    return record.toByteArray();
  }

  private static String read(InputStream in) throws IOException {
    var bytes = new byte[100];
    int read = in.read(bytes, 0, bytes.length);
    return new String(bytes, 0, read, StandardCharsets.US_ASCII);
  }

  @Test
  void whatHasComeTogetherIsReadAtOnce() throws IOException {
    var wire = new Wire(record(DATA, "one"), record(DATA, "two"));
    var in = new ReadAhead(wire, 100);
    var opened = new Decrypted(new Opened(in), in);
    assertThat(read(opened)).isEqualTo("one");
    assertThat(opened.available()).isPositive();
    assertThat(read(opened)).isEqualTo("two");
    assertThat(opened.available()).isZero();
    assertThat(wire.reads).isEqualTo(1);
  }

  @Test
  void aRecordOfTlssOwnIsNothingToReadAndNothingIsWaitedFor() throws IOException {
    var in = new ReadAhead(new Wire(record(DATA, "one"), record(OWN, "ticket")), 100);
    var opened = new Decrypted(new Opened(in), in);
    assertThat(read(opened)).isEqualTo("one");
    assertThat(opened.available()).isZero();
    // And it is read on behind it, here to an end that nobody announced.
    assertThatThrownBy(opened::read).isInstanceOf(EOFException.class);
  }

  @Test
  void aRecordThatIsNotWholeIsWaitedFor() throws IOException {
    byte[] two = record(DATA, "two");
    for (int come = 1; come < two.length; come++) {
      byte[] one = record(DATA, "one");
      var wire = new Wire(one, two);
      var in = new ReadAhead(wire, one.length + come);
      var opened = new Decrypted(new Opened(in), in);
      assertThat(read(opened)).isEqualTo("one");
      assertThat(in.hasRecord()).isFalse();
      assertThat(wire.reads).as("of the wire").isEqualTo(1);
      assertThat(read(opened)).isEqualTo("two");
    }
  }

  @Test
  void anEndThatHasComeIsReadWithoutWaiting() throws IOException {
    var in = new ReadAhead(new Wire(record(DATA, "one"), record(OWN, "")), 100);
    var ends =
        new InputStream() {
          private final InputStream data = new Opened(in);
          private boolean ended;

          @Override
          public int available() throws IOException {
            return data.available();
          }

          @Override
          public int read() {
            // The alert that says so.
            ended = true;
            return -1;
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return ended ? -1 : data.read(target, offset, length);
          }
        };
    var opened = new Decrypted(ends, in);
    assertThat(read(opened)).isEqualTo("one");
    assertThat(opened.available()).isPositive();
    assertThat(opened.read()).isEqualTo(-1);
    assertThat(opened.read(new byte[9], 0, 9)).isEqualTo(-1);
  }

  @Test
  void whoMayNotWaitIsToldSoAndCanReadOn() throws IOException {
    var in = new ReadAhead(new Wire("abc".getBytes(StandardCharsets.US_ASCII)), 2);
    assertThat(in.read()).isEqualTo('a');
    in.waits(false);
    assertThat(in.read()).isEqualTo('b');
    assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
    in.waits(true);
    assertThat(in.read()).isEqualTo('c');
    assertThat(in.read()).isEqualTo(-1);
  }

  @Test
  void whatIsLargerThanTheRoomIsReadWhereItGoes() throws IOException {
    var wire = new Wire("abcdefghij".getBytes(StandardCharsets.US_ASCII));
    var in = new ReadAhead(wire, 4);
    assertThat(in.read()).isEqualTo('a');
    assertThat(read(in)).isEqualTo("bcd");
    assertThat(read(in)).isEqualTo("efghij");
    assertThat(wire.reads).isEqualTo(2);
  }

  /** Each write that leaves. */
  private static final class Writes extends OutputStream {
    private final List<String> each = new ArrayList<>();

    @Override
    public void write(int b) {
      each.add(String.valueOf((char) b));
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      each.add(new String(source, offset, length, StandardCharsets.US_ASCII));
    }
  }

  /** Writes as TLS does, in records that leave one by one. */
  private static OutputStream inRecords(OutputStream below) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        below.write(b);
      }

      @Override
      public void write(byte[] source, int offset, int length) throws IOException {
        for (int at = 0; at < length; at += 16_384) {
          below.write(source, offset + at, Math.min(16_384, length - at));
          below.flush();
        }
      }
    };
  }

  private static byte[] text(int length) {
    var text = new StringBuilder();
    while (text.length() < length) {
      text.append(text.length()).append(' ');
    }
    return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void anAnswerOfTwoRecordsLeavesInOnePiece() throws IOException {
    var writes = new Writes();
    var gathering = new Gathering(writes);
    OutputStream out = gathering.above(inRecords(gathering), new Shelf(AnswerWatch.ROOM));
    byte[] answer = text(16_600);
    out.write(answer);
    assertThat(writes.each).containsExactly(new String(answer, StandardCharsets.US_ASCII));
  }

  @Test
  void nothingIsHeldBehindAWriteOrOutOfOrder() throws IOException {
    for (int length : new int[] {1, 15_999, 16_000, 16_001, 21_504, 21_505, 40_000, 100_000}) {
      var writes = new Writes();
      var gathering = new Gathering(writes);
      OutputStream out = gathering.above(inRecords(gathering), new Shelf(AnswerWatch.ROOM));
      byte[] answer = text(length);
      out.write('<');
      out.write(answer, 0, length);
      gathering.write('>');
      assertThat(String.join("", writes.each))
          .isEqualTo("<" + new String(answer, StandardCharsets.US_ASCII) + ">");
    }
  }

  @Test
  void aFailureIsToldAndNothingIsHeldForLater() throws IOException {
    var writes = new Writes();
    var gathering = new Gathering(writes);
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("closed");
          }

          @Override
          public void write(byte[] source, int offset, int length) throws IOException {
            gathering.write(source, offset, 5);
            throw new IOException("closed");
          }
        };
    OutputStream out = gathering.above(broken, new Shelf(AnswerWatch.ROOM));
    assertThatThrownBy(() -> out.write(text(20_000))).hasMessage("closed");
    gathering.write('!');
    assertThat(String.join("", writes.each)).endsWith("!").hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void aShelfKeepsAFewBuffersAndHandsNoneOutTwice() {
    var shelf = new Shelf(AnswerWatch.ROOM);
    byte[] one = shelf.take();
    byte[] two = shelf.take();
    assertThat(one).hasSize(AnswerWatch.ROOM).isNotSameAs(two);
    shelf.put(one);
    assertThat(shelf.take()).isSameAs(one);
    assertThat(shelf.take()).isNotSameAs(one);
    Set<byte[]> put = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 100; i++) {
      byte[] more = new byte[AnswerWatch.ROOM];
      put.add(more);
      shelf.put(more);
    }
    int kept = 0;
    while (put.remove(shelf.take())) {
      kept++;
    }
    assertThat(kept).isEqualTo(8);
  }

  @Test
  void aShelfKeepsNoBufferOfAnotherSize() {
    var shelf = new Shelf(AnswerWatch.ROOM);
    shelf.put(new byte[AnswerWatch.ROOM - 1]);
    shelf.put(new byte[AnswerWatch.ROOM + 1]);
    assertThat(shelf.take()).hasSize(AnswerWatch.ROOM);
  }
}
