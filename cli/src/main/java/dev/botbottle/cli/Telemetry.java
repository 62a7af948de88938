package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.plan.LedgerCollector;
import dev.botbottle.launcher.session.SessionDirectory;
import dev.botbottle.launcher.session.SessionRecord;
import dev.botbottle.launcher.trust.HostTrust;
import dev.botbottle.otlp.Collector;
import dev.botbottle.otlp.LedgerExport;
import dev.botbottle.otlp.Roots;
import dev.botbottle.posix.KernelRandom;
import dev.botbottle.scan.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A session's ledger on its way to the collector its user named. Sent by the supervisor, which the
 * agent cannot reach: the gateway's way out is the bottle's, and it holds no credential but those.
 */
final class Telemetry {
  /** How long the end of a session may take longer for it. */
  private static final Duration LAST = Duration.ofMillis(1_500);

  private final LedgerCollector collector;
  private final Map<String, Secret> headers;
  private final SSLContext trust;
  private Optional<LedgerExport> export = Optional.empty();

  private Telemetry(LedgerCollector collector, Map<String, Secret> headers, SSLContext trust) {
    this.collector = collector;
    this.headers = headers;
    this.trust = trust;
  }

  /** What the records of a session are about. */
  static Map<String, String> resource(SessionRecord session) {
    Map<String, String> resource = new LinkedHashMap<>();
    resource.put("service.name", "bot-bottle");
    resource.put("service.version", Version.text());
    resource.put("service.instance.id", session.id());
    resource.put("host.name", hostName());
    resource.put("bottle.agent", session.agent());
    resource.put("bottle.name", session.bottle());
    return resource;
  }

  private static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return ""; // hidden by a container
    }
  }

  /**
   * Reads what is needed before a session begins: a collector that cannot be used is told then.
   *
   * @throws BottleException when a field or the roots cannot be had
   */
  static Telemetry of(LedgerCollector collector, Host host) {
    Map<String, Secret> headers = collector.values(host);
    Optional<Path> roots =
        collector.endpoint().getScheme().equalsIgnoreCase("https")
            ? collector.certificate().or(HostTrust::bundle)
            : Optional.empty();
    try {
      byte[] pem = roots.isPresent() ? Files.readAllBytes(roots.get()) : new byte[0];
      return new Telemetry(collector, headers, Roots.context(pem));
    } catch (IOException | IllegalArgumentException e) {
      throw new BottleException(
          ExitCode.USAGE,
          "could not read the roots " + roots.orElseThrow() + " for the collector",
          "correct OTEL_EXPORTER_OTLP_CERTIFICATE, or start without --otlp",
          e);
    }
  }

  /** Begins; the ledger is there. */
  void start(SessionDirectory directory, SessionRecord session) {
    try {
      LedgerExport begun =
          new LedgerExport(
              () -> new Collector(collector.endpoint(), headers, trust, collector.gzip()),
              new LedgerLines(directory.ledger()),
              resource(session),
              collector.timeout(),
              new KernelRandom());
      begun.start();
      export = Optional.of(begun);
    } catch (IOException e) {
      // The session goes on: its record is the ledger. What was not sent is told at its end.
      export = Optional.empty();
    }
  }

  /** Sends the rest of a ledger that has ended, or as much as time allows, and tells what not. */
  void finish(String session) {
    LedgerExport.Outcome outcome =
        export
            .map(begun -> begun.finish(LAST))
            .orElse(new LedgerExport.Outcome(0, 1, false, "the ledger could not be read"));
    headers.values().forEach(Secret::clear);
    if (outcome.missed() > 0) {
      System.err.println(
          "bottle: "
              + (outcome.counted() ? "" : "at least ")
              + outcome.missed()
              + " of "
              + (outcome.taken() + outcome.missed())
              + " ledger entries did not reach the collector "
              + collector.endpoint()
              + (outcome.why().isEmpty() ? "" : " (" + outcome.why() + ")")
              + "; bottle logs "
              + session
              + " --format otlp has all of them");
    }
  }
}
