package dev.botbottle.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A seccomp filter program (Documentation/userspace-api/seccomp_filter.rst): everything passes but
 * what a rule refuses, on one architecture only.
 *
 * <p>Built as bytes by a pure function, so that a test can read it and a control test can leave a
 * rule out.
 */
public final class SyscallFilter {
  // linux/bpf_common.h
  private static final int LOAD_WORD = 0x20;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_GREATER_OR_EQUAL = 0x35;
  private static final int JUMP_SET = 0x45;
  private static final int RETURN = 0x06;
  // linux/seccomp.h
  private static final int ALLOW = 0x7fff0000;
  private static final int ERRNO = 0x00050000;
  private static final int KILL_PROCESS = 0x80000000;
  // offsets in struct seccomp_data
  private static final int NUMBER = 0;
  private static final int ARCH = 4;
  private static final int ARGUMENTS = 16;
  // linux/socket.h, linux/netlink.h
  private static final int AF_NETLINK = 16;
  private static final int NETLINK_ROUTE = 0;
  private static final int X32_BIT = 0x40000000;

  private record Instruction(int code, int whenTrue, int whenFalse, int value) {}

  private SyscallFilter() {}

  /** The program as an array of {@code struct sock_filter}, for bubblewrap's {@code --seccomp}. */
  public static byte[] program(Architecture architecture, List<SyscallRules.Group> groups) {
    List<Instruction> code = new ArrayList<>();
    code.add(load(ARCH));
    code.add(new Instruction(JUMP_EQUAL, 1, 0, architecture.audit()));
    code.add(answer(KILL_PROCESS));
    code.add(load(NUMBER));
    if (architecture == Architecture.X86_64) {
      code.add(new Instruction(JUMP_GREATER_OR_EQUAL, 0, 1, X32_BIT));
      code.add(answer(KILL_PROCESS));
    }
    for (SyscallRules.Group group : groups) {
      for (SyscallRule rule : group.rules()) {
        if (rule.number(architecture) >= 0) {
          List<Instruction> body = body(rule);
          code.add(new Instruction(JUMP_EQUAL, 0, body.size(), rule.number(architecture)));
          code.addAll(body);
        }
      }
    }
    code.add(answer(ALLOW));
    ByteBuffer bytes = ByteBuffer.allocate(code.size() * 8).order(ByteOrder.nativeOrder());
    for (Instruction i : code) {
      bytes.putShort((short) i.code).put((byte) i.whenTrue).put((byte) i.whenFalse).putInt(i.value);
    }
    return bytes.array();
  }

  private static List<Instruction> body(SyscallRule rule) {
    List<Instruction> body = new ArrayList<>();
    switch (rule) {
      case SyscallRule.Refuse refuse -> body.add(answer(ERRNO | refuse.errno()));
      case SyscallRule.RefuseBits refuse -> {
        int checks = refuse.bits().size();
        for (int i = 0; i < checks; i++) {
          SyscallRule.Bits bits = refuse.bits().get(i);
          body.add(load(ARGUMENTS + 8 * bits.argument()));
          // a miss jumps over the remaining checks (two instructions each) and the refusal
          body.add(new Instruction(JUMP_SET, 0, 2 * (checks - 1 - i) + 1, bits.mask()));
        }
        body.add(answer(ERRNO | refuse.errno()));
        body.add(answer(ALLOW));
      }
      case SyscallRule.AllowValues allow -> {
        values(body, allow.argument(), allow.values(), 1);
        body.add(answer(ERRNO | allow.errno()));
        body.add(answer(ALLOW));
      }
      case SyscallRule.RequireBits require -> {
        body.add(load(ARGUMENTS + 8 * require.bits().argument()));
        body.add(new Instruction(JUMP_SET, 1, 0, require.bits().mask()));
        body.add(answer(ERRNO | require.errno()));
        body.add(answer(ALLOW));
      }
      case SyscallRule.AllowSockets allow -> {
        // a hit skips the five instructions about netlink
        values(body, 0, allow.families(), 5);
        body.add(new Instruction(JUMP_EQUAL, 1, 0, AF_NETLINK));
        body.add(answer(ERRNO | allow.errno()));
        body.add(load(ARGUMENTS + 8 * 2));
        body.add(new Instruction(JUMP_EQUAL, 1, 0, NETLINK_ROUTE));
        body.add(answer(ERRNO | allow.errno()));
        body.add(answer(ALLOW));
      }
      case SyscallRule.RefuseValues refuse -> {
        values(body, refuse.argument(), refuse.values(), 1);
        body.add(answer(ALLOW));
        body.add(answer(ERRNO | refuse.errno()));
      }
    }
    return body;
  }

  /** Compares the argument with each value; a hit skips so many instructions behind the last. */
  private static void values(
      List<Instruction> body, int argument, List<Integer> values, int behind) {
    body.add(load(ARGUMENTS + 8 * argument));
    for (int i = 0; i < values.size(); i++) {
      body.add(new Instruction(JUMP_EQUAL, values.size() - 1 - i + behind, 0, values.get(i)));
    }
  }

  private static Instruction load(int offset) {
    return new Instruction(LOAD_WORD, 0, 0, offset);
  }

  private static Instruction answer(int value) {
    return new Instruction(RETURN, 0, 0, value);
  }
}
