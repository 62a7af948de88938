package dev.botbottle.scan;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a stream let go, for tests. */
final class Recording implements ScanStream.Output {
  final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  final List<Finding> findings = new ArrayList<>();

  @Override
  public void released(byte[] source, int offset, int length) {
    bytes.write(source, offset, length);
  }

  @Override
  public void found(Finding finding) {
    findings.add(finding);
  }

  String text() {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  List<String> detectors() {
    return findings.stream().map(Finding::detector).toList();
  }

  /** The text written in one go. */
  static Recording whole(ScanStream stream, String text) {
    return cut(stream, text.getBytes(StandardCharsets.ISO_8859_1), Integer.MAX_VALUE);
  }

  /** The text written in pieces of this size. */
  static Recording cut(ScanStream stream, byte[] text, int size) {
    Recording recording = new Recording();
    int at = 0;
    while (at < text.length) {
      int n = Math.min(size, text.length - at);
      // A fresh array each time: a stream that kept the caller's would be found out.
      byte[] piece = new byte[n + 2];
      System.arraycopy(text, at, piece, 1, n);
      stream.write(piece, 1, n, recording);
      java.util.Arrays.fill(piece, (byte) '!');
      at += n;
    }
    stream.finish(recording);
    return recording;
  }

  /** The text written in two pieces. */
  static Recording split(ScanStream stream, byte[] text, int at) {
    Recording recording = new Recording();
    stream.write(text, 0, at, recording);
    stream.write(text, at, text.length - at, recording);
    stream.finish(recording);
    return recording;
  }

  /** The text written in pieces of random size. */
  static Recording random(ScanStream stream, byte[] text, Random random, int largest) {
    Recording recording = new Recording();
    int at = 0;
    while (at < text.length) {
      int n = Math.min(random.nextInt(largest + 1), text.length - at);
      stream.write(text, at, n, recording);
      at += n;
    }
    stream.finish(recording);
    return recording;
  }
}
