package dev.botbottle.gateway.program;

import dev.botbottle.gateway.Gateway;
import dev.botbottle.gateway.Limits;
import dev.botbottle.gateway.MeantNames;
import dev.botbottle.gateway.ScannerInspector;
import dev.botbottle.gateway.dns.DnsResponder;
import dev.botbottle.gateway.dns.DnsServer;
import dev.botbottle.gateway.dns.SyntheticNames;
import dev.botbottle.gateway.ledger.FileLedger;
import dev.botbottle.gateway.ledger.LedgerEntry;
import dev.botbottle.gateway.ledger.LedgerException;
import dev.botbottle.gateway.tls.SessionAuthority;
import dev.botbottle.gateway.tls.UpstreamTls;
import dev.botbottle.gateway.upstream.AddressClasses;
import dev.botbottle.gateway.upstream.Dialer;
import dev.botbottle.gateway.upstream.Resolver;
import dev.botbottle.policy.PolicyEngine;
import dev.botbottle.policy.SessionOrder;
import dev.botbottle.policy.SessionOrderCodec;
import dev.botbottle.policy.Verdict;
import dev.botbottle.posix.Confinement;
import dev.botbottle.posix.Descriptor;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The gateway program. It is given everything through descriptors and opens nothing by name but the
 * trust store: 0 is its order and its lifeline, 1 the ledger, 3 where its sockets come from, 4
 * where it says that it is ready.
 *
 * <p>Whatever fails before that word, it ends without having let anything out; and it ends as soon
 * as descriptor 0 does.
 */
public final class GatewayMain {
  private static final int STATUS = 4;
  private static final Path ROOTS = Path.of("/bottle/roots.pem");
  private static final Duration DIAL_TIMEOUT = Duration.ofSeconds(10);
  private static final int NAMES = 4_096;

  private GatewayMain() {}

  /**
   * Runs the gateway of one session until its lifeline ends.
   *
   * @param arguments the words behind the authority's name
   */
  public static void main(String[] arguments) throws IOException {
    try {
      run(arguments[0]);
    } catch (IOException | RuntimeException e) {
      // The launcher shows the first line of this; no message of ours holds a secret.
      System.err.println(e);
      System.err.flush();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void run(String session) throws IOException {
    SecureRandom random = new SecureRandom();
    Descriptor status = Descriptor.inherited(STATUS);
    // Aside, because it takes as long as everything else up to the first word.
    FutureTask<SessionAuthority> authority =
        new FutureTask<>(() -> authority(session, random, status));
    Thread.ofPlatform().name("authority").start(authority);
    InputStream control = new FileInputStream(FileDescriptor.in);
    SessionOrder order = SessionOrderCodec.read(control);
    ReceivedSockets sockets = ReceivedSockets.receive(Descriptor.inherited(ListenerMain.SOCKETS));
    Clock clock = Clock.systemUTC();
    FileLedger ledger = new FileLedger(new FileOutputStream(FileDescriptor.out), clock);
    ledger.append(session("begins", "the gateway listens"));
    PolicyEngine engine = PolicyEngine.of(order.policy());
    SyntheticNames names = new SyntheticNames(random.generateSeed(5), NAMES);
    ScannerInspector inspector = ScannerInspector.of(order);
    Dialer dialer = new Dialer(Resolver.system(), AddressClasses.ofThisHost(), DIAL_TIMEOUT);
    Gateway gateway =
        new Gateway(
            order,
            new Gateway.Parts(
                engine,
                inspector,
                ledger,
                dialer::dial,
                MeantNames.of(names),
                made(authority),
                new UpstreamTls(List.of(ROOTS), random)),
            sockets.listeners(),
            Limits.DEFAULT);
    // Before the first byte of a stranger is read, and for every thread there is or will be.
    Confinement.refuseExecution();
    Confinement.hideMemory();
    DnsServer.start(
        new DnsResponder(engine, names, inspector, ledger, sockets.ipv6()),
        sockets.dnsUdp(),
        sockets.dnsTcp());
    gateway.start();
    status.output().write("READY\n".getBytes(StandardCharsets.US_ASCII));
    status.close();
    Thread.ofVirtual().name("flush").start(() -> flushEverySecond(ledger));
    gateway.warmUp();
    untilEnd(control);
    ledger.append(session("ends", "the launcher closed the control pipe"));
    ledger.close();
    Runtime.getRuntime().halt(0);
  }

  private static SessionAuthority authority(String session, SecureRandom random, Descriptor status)
      throws IOException {
    SessionAuthority made = SessionAuthority.of(session, Clock.systemUTC(), random);
    status.output().write(made.caPem().getBytes(StandardCharsets.US_ASCII));
    return made;
  }

  private static SessionAuthority made(FutureTask<SessionAuthority> authority) throws IOException {
    try {
      return authority.get();
    } catch (ExecutionException e) {
      throw new IOException("the session's authority could not be made", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static LedgerEntry session(String rule, String reason) {
    return new LedgerEntry(
        LedgerEntry.Kind.SESSION, "", 0, "", "", Verdict.ALLOW, rule, reason, List.of(), 0, 0);
  }

  /** Counts of repeated denials are written once a second; a ledger that fails denies by itself. */
  private static void flushEverySecond(FileLedger ledger) {
    try {
      while (!ledger.failed()) {
        Thread.sleep(1_000);
        ledger.flush();
      }
    } catch (LedgerException e) {
      // It stays failed, and every decision from now on is a denial.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void untilEnd(InputStream control) throws IOException {
    while (control.read() >= 0) {
      // Nothing else is said on it yet; what counts is its end.
    }
  }
}
