package dev.botbottle.acceptance;

import dev.botbottle.policy.SessionOrderCodec;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;

/** The gateway's program as far as the wait for its order, without that it hides its memory. */
final class UnhiddenGateway {
  private UnhiddenGateway() {}

  public static void main(String[] arguments) throws IOException {
    SessionOrderCodec.read(new FileInputStream(FileDescriptor.in));
  }
}
