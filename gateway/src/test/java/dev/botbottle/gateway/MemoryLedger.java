package dev.botbottle.gateway;

import dev.botbottle.ledger.FileLedger;
import dev.botbottle.ledger.Ledger;
import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.ledger.LedgerException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Keeps entries; its disk can be made full. */
final class MemoryLedger implements Ledger {
  final List<LedgerEntry> entries = new CopyOnWriteArrayList<>();
  volatile boolean full;
  private final FileLedger ledger =
      new FileLedger(
          new OutputStream() {
            @Override
            public void write(int b) throws IOException {
              if (full) {
                throw new IOException("No space left on device");
              }
            }
          },
          InstantSource.system());

  @Override
  public void append(LedgerEntry entry) throws LedgerException {
    ledger.append(entry);
    synchronized (entries) {
      entries.add(entry);
      entries.notifyAll();
    }
  }

  /** The first entry like this, once there is one. */
  LedgerEntry await(Predicate<LedgerEntry> wanted) throws InterruptedException {
    return Awaited.in(entries, wanted);
  }

  @Override
  public void flush() throws LedgerException {
    ledger.flush();
  }

  @Override
  public boolean failed() {
    return ledger.failed();
  }

  @Override
  public void close() throws LedgerException {
    ledger.close();
  }
}
