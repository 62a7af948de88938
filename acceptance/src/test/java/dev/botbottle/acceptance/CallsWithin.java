package dev.botbottle.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * System calls that another process is made to make: what its own code could get, were it a
 * stranger's. By {@code calls.py}, on x86-64.
 */
final class CallsWithin {
  private static final HexFormat HEX = HexFormat.of();

  private CallsWithin() {}

  /** An argument of a call. */
  sealed interface Argument {
    /** As it is written for the script. */
    String written();

    /** A number. */
    record Value(long value) implements Argument {
      @Override
      public String written() {
        return Long.toString(value);
      }
    }

    /** The address of these bytes. */
    record Bytes(String hex) implements Argument {
      @Override
      public String written() {
        return "=" + hex;
      }
    }
  }

  /**
   * A system call.
   *
   * @param number of syscall_64.tbl
   * @param arguments up to six
   */
  record Call(int number, List<Argument> arguments) {
    Call {
      arguments = List.copyOf(arguments);
    }

    /** One whose arguments are all numbers. */
    static Call of(int number, long... arguments) {
      return new Call(
          number, Arrays.stream(arguments).<Argument>mapToObj(Argument.Value::new).toList());
    }

    String written() {
      StringBuilder line = new StringBuilder(Integer.toString(number));
      for (Argument argument : arguments) {
        line.append(' ').append(argument.written());
      }
      return line.append('\n').toString();
    }
  }

  /** A text as C has it. */
  static Argument text(String text) {
    return new Argument.Bytes(HEX.formatHex((text + "\0").getBytes(StandardCharsets.UTF_8)));
  }

  /** A number as an argument among others. */
  static Argument number(long value) {
    return new Argument.Value(value);
  }

  /**
   * Makes a process make calls, one after the other. One that starts a program is the last of them.
   *
   * @param pid the process, as this one sees it
   * @return what each came to: a result, or an error's number below zero
   * @throws Refused when no process may be traced here
   */
  static List<Long> make(long pid, List<Call> calls) throws IOException, Refused {
    Process script =
        new ProcessBuilder("python3", "-c", script(), Long.toString(pid))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream in = script.getOutputStream()) {
      for (Call call : calls) {
        in.write(call.written().getBytes(StandardCharsets.US_ASCII));
      }
    }
    String said =
        new String(script.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    if (said.startsWith("no ptrace")) {
      throw new Refused(said);
    }
    List<Long> results = new ArrayList<>();
    said.lines().map(Long::valueOf).forEach(results::add);
    if (results.size() != calls.size()) {
      throw new IOException(results.size() + " of " + calls.size() + " calls were made");
    }
    return results;
  }

  /** That the kernel lets this process trace no other. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String why) {
      super(why);
    }
  }

  private static String script() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(CallsWithin.class.getResourceAsStream("calls.py"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
