package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.Shown;
import dev.botbottle.launcher.host.Why;
import dev.botbottle.launcher.session.SessionDirectory;
import dev.botbottle.launcher.session.SessionRecord;
import dev.botbottle.ledger.LedgerVerifier;
import dev.botbottle.ledger.Seal;
import dev.botbottle.ledger.SealingKey;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** {@code bottle ledger}: whether a session's record is as its gateway wrote it. */
final class LedgerCommand implements Command {
  /** What can be said of a ledger. */
  private enum Word {
    /** Sealed by the expected key, and nothing has changed since. */
    SEALED,
    /** Every line follows the one before; no seal says that lines at the end are not missing. */
    UNSEALED,
    /** The same, up to the beginning of a line that a crash left. */
    TORN,
    /** Changed. */
    BROKEN,
    /** Sealed, but by a key nobody vouched for. */
    UNKNOWN_KEY
  }

  /** A finding: the word, how far the ledger was read, and why in a sentence. */
  private record Finding(Word word, long lines, String why, Optional<Seal> seal) {}

  @Override
  public String name() {
    return "ledger";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name(name());
    spec.usageMessage()
        .description("Checks a session's ledger and its seal, or prints the key to check with.")
        .customSynopsis("bottle ledger verify SESSION|FILE [--key FILE]", "bottle ledger key");
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .paramLabel("ACTION")
            .type(String.class)
            .arity("1")
            .required(true)
            .description("verify, or key: prints this host's public key.")
            .build());
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("1")
            .paramLabel("SESSION|FILE")
            .type(String.class)
            .arity("0..1")
            .description("A session's id, or a ledger; its seal lies beside it.")
            .build());
    spec.addOption(
        OptionSpec.builder("--key")
            .paramLabel("FILE")
            .type(String.class)
            .description("The public key of the host that sealed it, instead of this host's.")
            .build());
    return spec.addOption(Invocation.format());
  }

  @Override
  public int run(Invocation invocation) {
    return switch (invocation.positional(0).orElse("")) {
      case "verify" -> verify(invocation);
      case "key" -> key(invocation.host());
      default ->
          throw new BottleException(
              ExitCode.USAGE,
              "could not tell what to do with the ledger: " + invocation.positional(0).orElse(""),
              "there are: verify, key");
    };
  }

  private static int key(Host host) {
    try {
      System.out.print(SealingKey.at(Sealing.key(host)).publicPem());
      return ExitCode.OK.code();
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.LEDGER,
          "could not read this host's key: " + e.getMessage(),
          "remove " + Sealing.key(host) + " to have a new one made; old seals then need the old",
          e);
    }
  }

  private static int verify(Invocation invocation) {
    boolean json = invocation.json();
    String named =
        invocation
            .positional(1)
            .orElseThrow(() ->
                new BottleException(
                    ExitCode.USAGE,
                    "could not verify: no ledger was named",
                    "bottle ledger verify SESSION, or a file"));
    Finding finding = find(invocation, named);
    System.out.print(json ? json(finding) + "\n" : text(finding));
    return switch (finding.word()) {
      case SEALED, UNSEALED, TORN -> ExitCode.OK.code();
      case BROKEN, UNKNOWN_KEY -> ExitCode.LEDGER.code();
    };
  }

  private static Finding find(Invocation invocation, String named) {
    Path file = invocation.host().resolve(named);
    try {
      if (named.indexOf('/') >= 0 || Files.isRegularFile(file)) {
        return find(invocation, file, Optional.empty());
      }
      SessionRecord record = invocation.sessions().find(named);
      return find(
          invocation, invocation.sessions().directory(record.id()).ledger(), Optional.of(record));
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.LEDGER,
          "could not read the ledger: " + Why.of(e),
          "bottle list --all shows sessions",
          e);
    }
  }

  /**
   * @param record whose ledger it is, if it is a session's of this host
   */
  private static Finding find(Invocation invocation, Path ledger, Optional<SessionRecord> record)
      throws IOException {
    LedgerVerifier.Result result = Sealing.verified(invocation.host(), ledger);
    long lines = result.lines();
    if (result instanceof LedgerVerifier.Broken broken) {
      String why = "line " + broken.line() + " was changed: " + broken.why();
      return new Finding(Word.BROKEN, lines, why, Optional.empty());
    }
    Path sealFile = SessionDirectory.sealOf(ledger);
    if (!Files.exists(sealFile)) {
      return unsealed(result, record);
    }
    Optional<Seal> read = Seal.parse(Files.readString(sealFile));
    if (read.isEmpty() || !read.get().isGenuine()) {
      return new Finding(Word.BROKEN, lines, "its seal is not genuine", read);
    }
    Seal seal = read.get();
    if (!result.equals(new LedgerVerifier.Intact(seal.lines(), seal.head()))) {
      String why = "its seal is of " + seal.lines() + " lines and another end";
      return new Finding(Word.BROKEN, lines, why, read);
    }
    if (!seal.key().equals(expected(invocation))) {
      return new Finding(
          Word.UNKNOWN_KEY, lines, "sealed by another key than expected; name it by --key", read);
    }
    return new Finding(Word.SEALED, lines, "sealed, nothing has changed since", read);
  }

  private static Finding unsealed(LedgerVerifier.Result result, Optional<SessionRecord> record) {
    long lines = result.lines();
    if (result instanceof LedgerVerifier.Torn torn) {
      return new Finding(
          Word.TORN,
          lines,
          "not sealed; behind the last whole line stand " + torn.bytes() + " bytes of another",
          Optional.empty());
    }
    boolean ended = record.filter(it -> it.state() == SessionRecord.State.EXITED).isPresent();
    if (ended && !record.get().unsealed()) {
      return new Finding(Word.BROKEN, lines, "its seal is missing", Optional.empty());
    }
    String why =
        ended
            ? "the session's end could not do it, was not waited for, or is still doing it"
            : "the session runs, or crashed";
    return new Finding(
        Word.UNSEALED,
        lines,
        "not sealed: " + why + "; lines at the end could be missing",
        Optional.empty());
  }

  /** The public key the seal should be of. */
  private static String expected(Invocation invocation) throws IOException {
    Optional<String> named = invocation.value("--key");
    return named.isPresent()
        ? SealingKey.publicKey(invocation.host().resolve(named.get()))
        : SealingKey.at(Sealing.key(invocation.host())).publicKey();
  }

  private static String text(Finding finding) {
    StringBuilder out = new StringBuilder();
    out.append(
        switch (finding.word()) {
          case SEALED, UNSEALED -> "intact";
          case TORN -> "torn";
          case BROKEN -> "changed";
          case UNKNOWN_KEY -> "not vouched for";
        });
    out.append(": ").append(finding.lines()).append(finding.lines() == 1 ? " line, " : " lines, ");
    out.append(finding.why()).append('\n');
    finding
        .seal()
        .ifPresent(seal ->
            out.append("  session ")
                .append(Shown.line(seal.session()))
                .append(", key ")
                .append(seal.fingerprint())
                .append('\n'));
    return out.toString();
  }

  private static String json(Finding finding) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeObjectPropertyStart("ledger");
      json.writeStringProperty("state", finding.word().name().toLowerCase(Locale.ROOT));
      json.writeNumberProperty("lines", finding.lines());
      json.writeStringProperty("reason", finding.why());
      json.writeStringProperty("session", finding.seal().map(Seal::session).orElse(null));
      json.writeStringProperty("key", finding.seal().map(Seal::fingerprint).orElse(null));
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }
}
