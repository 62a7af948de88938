package dev.botbottle.gateway.program;

import dev.botbottle.ledger.FileLedger;
import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.ledger.LedgerException;
import dev.botbottle.policy.ControlCodec;
import dev.botbottle.policy.ControlMessage;
import dev.botbottle.policy.EgressSwitch;
import dev.botbottle.policy.SecretRenewal;
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
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * The gateway program. It is given everything through descriptors and opens nothing by name but the
 * trust store: 0 is its order and its lifeline, 1 the ledger, 3 where its sockets come from.
 *
 * <p>Whatever fails before it serves, it ends without having let anything out; and it ends as soon
 * as descriptor 0 does.
 */
public final class GatewayMain {
  private static final Path ROOTS = Path.of("/bottle/roots.pem");

  private GatewayMain() {}

  /** Runs the gateway of one session until its lifeline ends. */
  public static void main(String[] arguments) throws IOException {
    try {
      Confinement.hideMemory(); // before there is a secret in it

      run();
    } catch (IOException | RuntimeException e) {
      // The launcher shows the first line of this; no message of ours holds a secret.
      System.err.println(e);
      System.err.flush();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void run() throws IOException {
    // The sockets first: the order comes when the last of them was sent, and only so many wait in
    // the socket they come over.
    ReceivedSockets sockets = ReceivedSockets.receive(Descriptor.inherited(ListenerMain.SOCKETS));
    InputStream control = new FileInputStream(FileDescriptor.in);
    SessionOrder order = SessionOrderCodec.read(control);
    Clock clock = Clock.systemUTC();
    FileLedger ledger = new FileLedger(new FileOutputStream(FileDescriptor.out), clock);
    ledger.append(session("begins", "the gateway listens"));
    SessionGateway gateway = new SessionGateway(order, sockets, ledger, clock, List.of(ROOTS));
    // Before the first byte of a stranger is read, and for every thread there is or will be.
    Confinement.refuseExecution();
    gateway.start();
    Thread.ofVirtual().name("every-second").start(() -> everySecond(ledger));
    gateway.warmUp();
    obeyUntilEnd(control, gateway, ledger);
    ledger.append(session("ends", "the launcher closed the control pipe"));
    ledger.close();
    Runtime.getRuntime().halt(0);
  }

  private static LedgerEntry session(String rule, String reason) {
    return new LedgerEntry(
        LedgerEntry.Kind.SESSION, "", 0, "", "", Verdict.ALLOW, rule, reason, List.of(), 0, 0);
  }

  /** Counts of repeated denials are written once a second; a ledger that fails denies by itself. */
  private static void everySecond(FileLedger ledger) {
    IdleHeap heap = new IdleHeap();
    try {
      while (!ledger.failed()) {
        Thread.sleep(1_000);
        ledger.flush();
        heap.look();
      }
    } catch (LedgerException e) {
      // It stays failed, and every decision from now on is a denial.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does what it is told until the control pipe ends; what is no message ends the gateway. */
  private static void obeyUntilEnd(InputStream control, SessionGateway gateway, FileLedger ledger)
      throws IOException {
    for (Optional<ControlMessage> message = ControlCodec.read(control);
        message.isPresent();
        message = ControlCodec.read(control)) {
      switch (message.get()) {
        case SecretRenewal renewal -> {
          gateway.renew(renewal);
          ledger.append(session("renews", "a new value of " + renewal.secret() + " is put in"));
        }
        case EgressSwitch(boolean open) when open -> {
          ledger.append(session(EgressSwitch.RESTORED, "the user put the session back"));
          gateway.restore(); // behind the entry: without a record nothing leaves
        }
        case EgressSwitch cut -> {
          gateway.cut(); // before the entry, which tells that it is done
          ledger.append(session(cut.rule(), "the user cut the session off"));
        }
      }
    }
  }
}
