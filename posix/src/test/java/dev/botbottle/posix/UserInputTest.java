package dev.botbottle.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UserInputTest {
  @Test
  void aReaderThatWaitsIsCalledAway() throws Exception {
    Descriptor[] keyboard = Descriptor.pipe();
    try (Descriptor user = keyboard[1];
        Descriptor read = keyboard[0]) {
      UserInput input = new UserInput(read.number(), read.input());
      CompletableFuture<Integer> first = new CompletableFuture<>();
      CompletableFuture<Integer> second = new CompletableFuture<>();
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try {
              first.complete(input.read());
              second.complete(input.read());
            } catch (IOException e) {
              second.completeExceptionally(e);
            }
          });
      user.output().writeAll(new byte[] {'x'});
      assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo('x');
      input.callAway();
      input.callAway();
      assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
    }
  }

  @Test
  void theEndOfTheInputIsTheEnd() throws IOException {
    Descriptor[] keyboard = Descriptor.pipe();
    try (Descriptor read = keyboard[0]) {
      keyboard[1].close();
      assertThat(new UserInput(read.number(), read.input()).read()).isEqualTo(-1);
    }
  }
}
