package dev.botbottle.posix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.posix.SyscallRules.Group;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyscallFilterTest {
  private static final int ALLOW = 0x7fff0000;
  private static final int ERRNO = 0x00050000;
  private static final int KILL_PROCESS = 0x80000000;
  private static final int EPERM = ERRNO | 1;
  private static final int ENOSYS = ERRNO | 38;
  private static final int EAFNOSUPPORT = ERRNO | 97;

  /** One call and what becomes of it; −1 where an architecture has no such call. */
  private record Case(String sentence, int x64, int arm64, int answer, List<Long> arguments) {
    long[] words() {
      return arguments.stream().mapToLong(Long::longValue).toArray();
    }
  }

  private static Case of(String sentence, int x64, int arm64, int answer, long... arguments) {
    return new Case(sentence, x64, arm64, answer, LongStream.of(arguments).boxed().toList());
  }

  private static final List<Case> AGENT =
      List.of(
          of("reading passes", 0, 63, ALLOW, 3, 0, 10),
          of("executing passes", 59, 221, ALLOW),
          of("a Unix socket passes", 41, 198, ALLOW, 1, 1, 0),
          of("an IPv4 socket passes", 41, 198, ALLOW, 2, 1, 0),
          of("an IPv6 socket passes", 41, 198, ALLOW, 10, 1, 0),
          of("a netlink socket passes", 41, 198, ALLOW, 16, 3, 0),
          of("a packet socket is no family", 41, 198, EAFNOSUPPORT, 17, 3, 0),
          of("an alg socket is no family", 41, 198, EAFNOSUPPORT, 38, 5, 0),
          of("a vsock is no family", 41, 198, EAFNOSUPPORT, 40, 1, 0),
          of("a Bluetooth socket is no family", 41, 198, EAFNOSUPPORT, 31, 3, 0),
          of("a thread passes", 56, 220, ALLOW, 0x3d0f00),
          of("a process with a user namespace is refused", 56, 220, EPERM, 0x10000011),
          of("leaving for a user namespace is refused", 272, 97, EPERM, 0x10000000),
          of("unsharing the files passes", 272, 97, ALLOW, 0x400),
          of("clone3 is not there, so that libraries use clone", 435, 435, ENOSYS),
          of("entering a namespace is refused", 308, 268, EPERM, 3, 0),
          of("an ordinary mode passes", 91, 52, ALLOW, 3, 0755),
          of("the sticky bit passes", 91, 52, ALLOW, 3, 01777),
          of("chmod to set-uid is refused", 90, -1, EPERM, 0, 04755),
          of("fchmod to set-gid is refused", 91, 52, EPERM, 3, 02755),
          of("fchmodat to set-uid is refused", 268, 53, EPERM, -100, 0, 04755),
          of("fchmodat2 to set-uid is refused", 452, 452, EPERM, -100, 0, 04755, 0),
          of("creating set-uid with creat is refused", 85, -1, EPERM, 0, 04755),
          of("creating set-uid with open is refused", 2, -1, EPERM, 0, 0x41, 04755),
          of("opening passes whatever its unused mode", 2, -1, ALLOW, 0, 0x1, 04755),
          of("creating an ordinary file passes", 2, -1, ALLOW, 0, 0x41, 0644),
          of("creating set-uid with openat is refused", 257, 56, EPERM, -100, 0, 0x41, 04755),
          of("an unnamed set-uid file is refused", 257, 56, EPERM, -100, 0, 0x410002, 04755),
          of("openat without creation passes", 257, 56, ALLOW, -100, 0, 0x80000, 04755),
          of("openat2 is not there", 437, 437, ENOSYS),
          of("a set-uid node is refused", 133, -1, EPERM, 0, 0104755, 0),
          of("a set-uid node at a directory is refused", 259, 33, EPERM, -100, 0, 0104755),
          of("a set-gid directory is refused", 83, -1, EPERM, 0, 02755),
          of("a set-gid directory below another is refused", 258, 34, EPERM, -100, 0, 02755),
          of("typing into a terminal is refused", 16, 29, EPERM, 0, 0x5412, 0),
          of("pasting into a console is refused", 16, 29, EPERM, 0, 0x541C, 0),
          of("typing with a garbled upper half is refused", 16, 29, EPERM, 0, 0x1_0000_5412L, 0),
          of("asking for the window size passes", 16, 29, ALLOW, 0, 0x5413, 0),
          of("mounting is refused", 165, 40, EPERM),
          of("pivot_root is refused", 155, 41, EPERM),
          of("move_mount is refused", 429, 429, EPERM),
          of("a key is refused", 248, 217, EPERM),
          of("bpf is refused", 321, 280, EPERM),
          of("perf events are refused", 298, 241, EPERM),
          of("userfaultfd is refused", 323, 282, EPERM),
          of("a kernel module is refused", 313, 273, EPERM),
          of("opening by handle is refused", 304, 265, EPERM),
          of("io_uring is not there", 425, 425, ENOSYS));

  @TestFactory
  Stream<DynamicTest> anAgentsCallIsAnsweredAsTheTableSays() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Architecture architecture : Architecture.values()) {
      BpfInterpreter filter =
          new BpfInterpreter(SyscallFilter.program(architecture, SyscallRules.agent()));
      for (Case one : AGENT) {
        int number = architecture == Architecture.X86_64 ? one.x64() : one.arm64();
        if (number >= 0) {
          tests.add(
              DynamicTest.dynamicTest(
                  architecture + ": " + one.sentence(),
                  () ->
                      assertThat(filter.answer(architecture.audit(), number, one.words()))
                          .isEqualTo(one.answer())));
        }
      }
    }
    return tests.stream();
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void everyRefusalOfTheGatewayIsAnswered(Architecture architecture) {
    BpfInterpreter filter =
        new BpfInterpreter(SyscallFilter.program(architecture, SyscallRules.gateway()));
    for (Group group : SyscallRules.gateway()) {
      for (SyscallRule rule : group.rules()) {
        int number = rule.number(architecture);
        if (number >= 0 && rule instanceof SyscallRule.Refuse refuse) {
          assertThat(filter.answer(architecture.audit(), number))
              .as("%s %d", group, number)
              .isEqualTo(ERRNO | refuse.errno());
        }
      }
    }
  }

  @Test
  void theGatewayMayNotExecuteAndNeverDebug() {
    BpfInterpreter filter =
        new BpfInterpreter(SyscallFilter.program(Architecture.X86_64, SyscallRules.gateway()));
    for (int number : new int[] {59, 322, 57, 58, 101, 310, 311}) {
      assertThat(filter.answer(Architecture.X86_64.audit(), number))
          .as("%d", number)
          .isEqualTo(EPERM);
    }
  }

  @Test
  void anotherArchitecturesCallEndsTheProcess() {
    int i386 = 0x40000003;
    for (Architecture architecture : Architecture.values()) {
      BpfInterpreter filter =
          new BpfInterpreter(SyscallFilter.program(architecture, SyscallRules.agent()));
      assertThat(filter.answer(i386, 1)).isEqualTo(KILL_PROCESS);
      for (Architecture other : Architecture.values()) {
        if (other != architecture) {
          assertThat(filter.answer(other.audit(), 0)).isEqualTo(KILL_PROCESS);
        }
      }
    }
  }

  @Test
  void anX32CallEndsTheProcess() {
    BpfInterpreter filter =
        new BpfInterpreter(SyscallFilter.program(Architecture.X86_64, SyscallRules.agent()));
    assertThat(filter.answer(Architecture.X86_64.audit(), 0x40000000 | 41)).isEqualTo(KILL_PROCESS);
    assertThat(filter.answer(Architecture.X86_64.audit(), -1)).isEqualTo(KILL_PROCESS);
  }

  @TestFactory
  Stream<DynamicTest> withoutAGroupOneOfItsCallsPasses() {
    return SyscallRules.gateway().stream()
        .map(group ->
            DynamicTest.dynamicTest(
                group.name(),
                () -> {
                  List<Group> others = new ArrayList<>(SyscallRules.gateway());
                  others.remove(group);
                  BpfInterpreter with = filter(SyscallRules.gateway());
                  BpfInterpreter without = filter(others);
                  SyscallRule first = group.rules().getFirst();
                  long[] arguments =
                      switch (first) {
                        case SyscallRule.Refuse refuse -> new long[0];
                        case SyscallRule.RefuseBits bits -> new long[] {-1, -1, -1, -1, -1, -1};
                        case SyscallRule.AllowValues values -> new long[] {40, 40, 40};
                        case SyscallRule.RefuseValues values ->
                            new long[] {values.values().getFirst(), values.values().getFirst()};
                      };
                  int audit = Architecture.X86_64.audit();
                  assertThat(with.answer(audit, first.x64(), arguments)).isNotEqualTo(ALLOW);
                  assertThat(without.answer(audit, first.x64(), arguments)).isEqualTo(ALLOW);
                }));
  }

  private static BpfInterpreter filter(List<Group> groups) {
    return new BpfInterpreter(SyscallFilter.program(Architecture.X86_64, groups));
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void noCallHasTwoRules(Architecture architecture) {
    Set<Integer> seen = new HashSet<>();
    for (Group group : SyscallRules.gateway()) {
      for (SyscallRule rule : group.rules()) {
        if (rule.number(architecture) >= 0) {
          assertThat(seen.add(rule.number(architecture)))
              .as(
                  "%s %d: the first rule of a call answers for good",
                  group, rule.number(architecture))
              .isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void theProgramFitsTheKernelsLimit(Architecture architecture) {
    byte[] program = SyscallFilter.program(architecture, SyscallRules.gateway());
    assertThat(program.length % 8).isZero();
    assertThat(program.length / 8).isLessThanOrEqualTo(4096); // BPF_MAXINSNS
  }
}
