package dev.botbottle.launcher.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.policy.EgressSwitch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressRequestTest {
  @TempDir private Path folder;
  private SessionDirectory directory;
  private EgressRequest request;

  @BeforeEach
  void open() {
    directory = new SessionDirectory(folder);
    request = new EgressRequest(directory);
  }

  @Test
  void eachRequestIsSeenOnceAlsoWhenItAsksForTheSameAgain() throws IOException {
    assertThat(request.look()).isEmpty();
    EgressRequest.make(directory, new EgressSwitch(false), "1");
    assertThat(request.look()).contains(new EgressSwitch(false));
    assertThat(request.look()).isEmpty();
    EgressRequest.make(directory, new EgressSwitch(false), "2");
    assertThat(request.look()).contains(new EgressSwitch(false));
    EgressRequest.make(directory, new EgressSwitch(true), "3");
    assertThat(request.look()).contains(new EgressSwitch(true));
    assertThat(request.look()).isEmpty();
  }

  @Test
  void nothingButTheRequestIsLeft() throws IOException {
    EgressRequest.make(directory, new EgressSwitch(false), "1");
    EgressRequest.make(directory, new EgressSwitch(true), "2");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "opened 1", "OPEN 1", "\0"})
  void whatCannotBeUnderstoodIsACut(String text) throws IOException {
    EgressRequest.make(directory, new EgressSwitch(true), "1");
    request.look();
    Files.writeString(directory.egressRequest(), text + " ");
    assertThat(request.look()).contains(new EgressSwitch(false));
  }
}
