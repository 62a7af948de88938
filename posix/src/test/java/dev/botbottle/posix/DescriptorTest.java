package dev.botbottle.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorTest {
  @TempDir private Path directory;

  @Test
  void whatIsWrittenToAPipeIsReadFromIt() throws IOException {
    Descriptor[] pipe = Descriptor.pipe();
    try (Descriptor read = pipe[0]) {
      try (Descriptor write = pipe[1]) {
        write.output().writeAll(bytes("through"));
      }
      assertThat(read.input().readAllBytes()).isEqualTo(bytes("through"));
    }
  }

  @Test
  void aMemoryFileIsReadFromItsBeginning() throws IOException {
    byte[] large = new byte[300_000];
    large[299_999] = 7;
    try (Descriptor file = Descriptor.memoryFile("options", large)) {
      assertThat(file.input().readAllBytes()).isEqualTo(large);
    }
  }

  @Test
  void aFileOpenedForAppendingIsTheOwnersAndGrows() throws IOException {
    Path file = directory.resolve("ledger");
    for (String text : new String[] {"one\n", "two\n"}) {
      try (Descriptor append = Descriptor.open(file.toString(), Descriptor.APPEND)) {
        append.output().writeAll(bytes(text));
      }
    }
    assertThat(file).hasContent("one\ntwo\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aFileThatIsNotThereIsAnErrorWithItsNumber() {
    assertThatExceptionOfType(SystemCallException.class)
        .isThrownBy(() -> Descriptor.open(directory + "/none", Descriptor.READ).close())
        .satisfies(e -> {
          assertThat(e.errno()).isEqualTo(SystemCallException.ENOENT);
          assertThat(e.call()).isEqualTo("openat");
        });
  }

  @Test
  void writingToAPipeNobodyReadsIsAnErrorAndNotASignal() throws IOException {
    Descriptor[] pipe = Descriptor.pipe();
    pipe[0].close();
    try (Descriptor write = pipe[1]) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> write.output().write(bytes("lost")));
    }
  }

  @Test
  void closingTwiceDoesNotCloseAnotherFileOfTheSameNumber() throws IOException {
    Descriptor first = Descriptor.open("/dev/null", Descriptor.READ);
    first.close();
    try (Descriptor second = Descriptor.open("/dev/zero", Descriptor.READ)) {
      assertThat(second.number()).isEqualTo(first.number());
      first.close();
      assertThat(second.input().read()).isZero();
    }
  }

  @Test
  void aDuplicateOutlivesTheOriginal() throws IOException {
    Descriptor original = Descriptor.open("/dev/zero", Descriptor.READ);
    try (Descriptor duplicate = original.duplicateAbove(3)) {
      original.close();
      assertThat(duplicate.input().read()).isZero();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
