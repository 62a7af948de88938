package dev.botbottle.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Runs a seccomp program as the kernel does (linux/bpf_common.h), for the few instructions a {@link
 * SyscallFilter} is made of; any other is an error.
 */
final class BpfInterpreter {
  private final ByteBuffer program;

  BpfInterpreter(byte[] program) {
    this.program = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
  }

  /** What the filter answers to a call: a SECCOMP_RET value. */
  int answer(int architecture, int number, long... arguments) {
    ByteBuffer call = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    call.putInt(number).putInt(architecture).putLong(0);
    for (long argument : arguments) {
      call.putLong(argument);
    }
    int accumulator = 0;
    int at = 0;
    while (true) {
      int code = Short.toUnsignedInt(program.getShort(at * 8));
      int whenTrue = Byte.toUnsignedInt(program.get(at * 8 + 2));
      int whenFalse = Byte.toUnsignedInt(program.get(at * 8 + 3));
      int value = program.getInt(at * 8 + 4);
      at++;
      switch (code) {
        case 0x20 -> accumulator = call.getInt(value);
        case 0x15 -> at += accumulator == value ? whenTrue : whenFalse;
        case 0x35 -> at += Integer.compareUnsigned(accumulator, value) >= 0 ? whenTrue : whenFalse;
        case 0x45 -> at += (accumulator & value) != 0 ? whenTrue : whenFalse;
        case 0x06 -> {
          return value;
        }
        default -> throw new AssertionError("an instruction the kernel would refuse: " + code);
      }
    }
  }
}
