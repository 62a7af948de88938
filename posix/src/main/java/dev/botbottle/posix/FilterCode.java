package dev.botbottle.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Instructions of a seccomp filter, one behind the other (linux/bpf_common.h, seccomp.h). */
final class FilterCode {
  private static final int LOAD_WORD = 0x20;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_GREATER_OR_EQUAL = 0x35;
  private static final int JUMP_SET = 0x45;
  private static final int RETURN = 0x06;
  private static final int ALLOW = 0x7fff0000;
  private static final int ERRNO = 0x00050000;
  private static final int KILL_PROCESS = 0x80000000;

  /** The offset of the arguments in struct seccomp_data. */
  private static final int ARGUMENTS = 16;

  private record Instruction(int code, int whenTrue, int whenFalse, int value) {}

  private final List<Instruction> instructions = new ArrayList<>();

  int size() {
    return instructions.size();
  }

  FilterCode add(FilterCode other) {
    instructions.addAll(other.instructions);
    return this;
  }

  /** Loads a word of struct seccomp_data. */
  FilterCode load(int offset) {
    instructions.add(new Instruction(LOAD_WORD, 0, 0, offset));
    return this;
  }

  /** Loads the low half of an argument of the call. */
  FilterCode loadArgument(int argument) {
    return load(ARGUMENTS + 8 * argument);
  }

  /** Skips so many instructions when the word is the value, or when it is not. */
  FilterCode whenEqual(int value, int skipped, int skippedElse) {
    instructions.add(new Instruction(JUMP_EQUAL, skipped, skippedElse, value));
    return this;
  }

  FilterCode whenAtLeast(int value, int skipped, int skippedElse) {
    instructions.add(new Instruction(JUMP_GREATER_OR_EQUAL, skipped, skippedElse, value));
    return this;
  }

  /** The same by whether some of the bits are set. */
  FilterCode whenSet(int bits, int skipped, int skippedElse) {
    instructions.add(new Instruction(JUMP_SET, skipped, skippedElse, bits));
    return this;
  }

  /** Compares the argument with each value; a hit skips so many instructions behind the last. */
  FilterCode whenOneOf(List<Integer> values, int argument, int behind) {
    loadArgument(argument);
    for (int i = 0; i < values.size(); i++) {
      whenEqual(values.get(i), values.size() - 1 - i + behind, 0);
    }
    return this;
  }

  FilterCode allow() {
    return answer(ALLOW);
  }

  FilterCode refuse(int errno) {
    return answer(ERRNO | errno);
  }

  FilterCode kill() {
    return answer(KILL_PROCESS);
  }

  private FilterCode answer(int value) {
    instructions.add(new Instruction(RETURN, 0, 0, value));
    return this;
  }

  /** An array of {@code struct sock_filter}. */
  byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(size() * 8).order(ByteOrder.nativeOrder());
    for (Instruction i : instructions) {
      bytes.putShort((short) i.code).put((byte) i.whenTrue).put((byte) i.whenFalse).putInt(i.value);
    }
    return bytes.array();
  }
}
