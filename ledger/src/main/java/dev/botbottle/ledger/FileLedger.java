package dev.botbottle.ledger;

import dev.botbottle.policy.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A ledger of JSON lines in a file that the launcher opened. Each line is written whole and at
 * once; the first failure is final.
 */
public final class FileLedger implements Ledger {
  /** Different denials counted at a time; beyond that each is written by itself. */
  private static final int COUNTED = 1_000;

  /** A million and more requests: beyond that an agent is filling the disk. */
  private static final long LARGEST = 1L << 30;

  private final OutputStream out;
  private final InstantSource clock;
  private final long limit;
  // All below is guarded by this object's monitor.
  private final Map<LedgerEntry, Repeats> repeats = new LinkedHashMap<>();
  private final MessageDigest digest = LedgerLine.digest();
  private final Timestamps timestamps = new Timestamps();
  private String previous = LedgerLine.FIRST;
  private long seq;
  private long written;
  private boolean failed;
  private boolean closed;

  /** How often a denial came again in its second. */
  private static final class Repeats {
    private final long second;
    private long count;

    Repeats(long second) {
      this.second = second;
    }
  }

  /**
   * A ledger that begins its chain in {@code out}, which it closes. At 1 GiB it ends, and with it
   * what it records.
   *
   * @param out the file, opened for appending; not buffered
   * @param clock the time of the entries
   */
  public FileLedger(OutputStream out, InstantSource clock) {
    this(out, clock, LARGEST);
  }

  FileLedger(OutputStream out, InstantSource clock, long limit) {
    this.out = out;
    this.clock = clock;
    this.limit = limit;
  }

  @Override
  public void append(LedgerEntry entry) throws LedgerException {
    // Before the lock: others wait only for what stands between the line before and the next.
    append(entry, LedgerLine.about(entry, 1));
  }

  private synchronized void append(LedgerEntry entry, String about) throws LedgerException {
    Instant now = clock.instant();
    flushExcept(now.getEpochSecond());
    if (entry.verdict() == Verdict.DENY) {
      Repeats known = repeats.get(entry);
      if (known != null) {
        checkOpen();
        known.count++;
        return;
      }
      if (repeats.size() < COUNTED) {
        repeats.put(entry, new Repeats(now.getEpochSecond()));
      }
    }
    write(about, now);
  }

  @Override
  public synchronized void flush() throws LedgerException {
    flushExcept(clock.instant().getEpochSecond());
  }

  @Override
  public synchronized boolean failed() {
    return failed;
  }

  @Override
  public synchronized void close() throws LedgerException {
    if (closed) {
      return;
    }
    try (OutputStream last = out) {
      if (!failed) {
        flushExcept(-1);
        last.flush();
      }
    } catch (LedgerException e) {
      throw e;
    } catch (IOException e) {
      throw fail(e);
    } finally {
      closed = true;
    }
  }

  /** Writes the counts of every other second than the running one. */
  private void flushExcept(long running) throws LedgerException {
    Iterator<Map.Entry<LedgerEntry, Repeats>> all = repeats.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<LedgerEntry, Repeats> next = all.next();
      // Not "earlier": a clock set back must not keep a count for ever.
      if (next.getValue().second == running) {
        continue;
      }
      all.remove();
      if (next.getValue().count > 0) {
        write(LedgerLine.about(next.getKey(), next.getValue().count), clock.instant());
      }
    }
  }

  private void checkOpen() throws LedgerException {
    if (failed || closed) {
      throw new LedgerException("could not write the ledger: an earlier write failed or it ended");
    }
  }

  private void write(String about, Instant now) throws LedgerException {
    checkOpen();
    String text = LedgerLine.text(seq, timestamps.of(now), about, previous);
    byte[] hashed = text.getBytes(StandardCharsets.US_ASCII);
    String hash = LedgerLine.hash(digest, hashed, hashed.length);
    String line = text + LedgerLine.HASH_MEMBER + hash + LedgerLine.END + "\n";
    try {
      if (written + line.length() > limit) {
        throw new IOException("it has reached " + limit + " bytes");
      }
      out.write(line.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      written += line.length();
    } catch (IOException e) {
      throw fail(e);
    }
    seq++;
    previous = hash;
  }

  private LedgerException fail(IOException cause) {
    failed = true;
    return new LedgerException("could not write the ledger: " + cause.getMessage(), cause);
  }
}
