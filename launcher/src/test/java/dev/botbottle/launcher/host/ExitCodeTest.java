package dev.botbottle.launcher.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
  @Test
  void thePageListsExactlyTheCodesThereAre() throws IOException {
    List<String> written = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("../docs/exit-codes.md"))) {
      if (line.matches("\\| \\d+ \\| `.*")) {
        String[] cells = line.split(" *\\| *", -1);
        written.add(cells[1] + " " + cells[2].replace("`", ""));
      }
    }
    List<String> there = new ArrayList<>();
    for (ExitCode code : ExitCode.values()) {
      there.add(code.code() + " " + code.name());
    }
    assertThat(written).isEqualTo(there);
  }

  @Test
  void noCodeIsMistakenForASignalOrForAnother() {
    List<Integer> codes = new ArrayList<>();
    for (ExitCode code : ExitCode.values()) {
      codes.add(code.code());
    }
    assertThat(codes).doesNotHaveDuplicates().allMatch(code -> code < 128);
  }
}
