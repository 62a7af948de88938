package dev.botbottle.otlp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Sends a ledger to a collector while it grows. The ledger's file is the queue: no more than one
 * request is in memory, however long the collector is away, and nobody who writes the ledger waits.
 * What has not been taken when the session ends is counted and left.
 *
 * <p>A request whose answer is lost is sent again, so a record may arrive twice; its {@code
 * bottle.seq} tells.
 */
public final class LedgerExport {
  /** The lines of a ledger that may still grow. */
  public interface Lines extends AutoCloseable {
    /** The next whole line; empty if there is none yet. */
    Optional<String> next() throws IOException;

    @Override
    void close() throws IOException;
  }

  /**
   * What became of an export.
   *
   * @param taken how many entries the collector has taken
   * @param missed how many it has not
   * @param counted whether those are all; else time was over before the ledger's end was seen
   * @param why the last thing that went wrong; empty if nothing did
   */
  public record Outcome(long taken, long missed, boolean counted, String why) {}

  /** As much as one request holds: far from what receivers take (20 MiB is recommended). */
  public static final int MOST_RECORDS = 512;

  private static final int MOST_CHARACTERS = 1 << 20;

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration GIVING_UP = Duration.ofMillis(200);

  /** For how long is counted what was not sent: longer than the largest takes. */
  private static final Duration COUNTING = Duration.ofMillis(500);

  /** Lines counted between two looks at the clock. */
  private static final int AT_ONCE = 256;

  private static final long FIRST_PAUSE_MILLIS = 1_000;

  /** How often a collector that cannot be reached is tried when the session has ended. */
  private static final int LAST_TRIES = 2;

  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  private final Supplier<Collector> collector;
  private final Lines lines;
  private final Map<String, String> resource;
  private final Duration patience;
  private final RandomGenerator random;
  private final Thread thread;

  // All below is guarded by this object's monitor.
  private List<String> batch = List.of();
  private long taken;
  private long missed;
  private String why = "";
  private boolean ending;
  private boolean counted;

  /**
   * An export that has not begun.
   *
   * @param collector where it goes; made when there is something to send
   * @param lines the ledger
   * @param resource the attributes of what the records are about
   * @param patience how long a request may take
   * @param random spreads what comes again, so that many exports do not come at once
   */
  public LedgerExport(
      Supplier<Collector> collector,
      Lines lines,
      Map<String, String> resource,
      Duration patience,
      RandomGenerator random) {
    this.collector = collector;
    this.lines = lines;
    this.resource = Collections.unmodifiableMap(new LinkedHashMap<>(resource));
    this.patience = patience;
    this.random = random;
    this.thread = Thread.ofPlatform().daemon().name("otlp").unstarted(this::run);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /**
   * Sends what is left of a ledger that has ended, for as long as this.
   *
   * @param limit after it nothing is sent any more; this returns within a second of it
   */
  public Outcome finish(Duration limit) {
    synchronized (this) {
      ending = true;
      notifyAll();
    }
    try {
      if (!thread.join(limit)) {
        thread.interrupt();
      }
      // It may be in the middle of giving up; its numbers are final when it is gone.
      thread.join(GIVING_UP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      long rest = rest();
      return new Outcome(taken, missed + batch.size() + rest, counted, why);
    }
  }

  /** How many lines nobody has looked at, as far as time allows. */
  private long rest() {
    long until = System.nanoTime() + COUNTING.toNanos();
    long rest = 0;
    try (lines) {
      while (lines.next().isPresent()) {
        rest++;
        if (rest % AT_ONCE == 0 && System.nanoTime() - until > 0) {
          return rest;
        }
      }
      counted = true;
    } catch (IOException e) {
      why = "the ledger cannot be read";
    }
    return rest;
  }

  private void run() {
    try (Collector to = collector.get()) {
      while (true) {
        // In this order: what was written before the end is seen after it.
        boolean last = isEnding();
        if (!fill()) {
          if (last) {
            return;
          }
          pause(LOOK.toMillis());
          continue;
        }
        if (!send(to)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      note("the session ended before it was reached");
    } catch (IOException e) {
      note("the ledger cannot be read");
    } catch (RuntimeException e) {
      // The outermost loop: whatever it is must neither end the session nor be silent.
      note("something went wrong inside bot-bottle: " + e.getClass().getSimpleName());
    }
  }

  private synchronized boolean isEnding() {
    return ending;
  }

  private synchronized void note(String what) {
    if (why.isEmpty()) {
      why = what;
    }
  }

  /** Waits, less when the session ends. */
  private synchronized void pause(long millis) throws InterruptedException {
    long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    boolean before = ending;
    for (long left = millis; left > 0 && ending == before; ) {
      wait(left);
      left = Duration.ofNanos(until - System.nanoTime()).toMillis();
    }
  }

  /** Takes up the next lines; returns whether there are any. */
  private synchronized boolean fill() throws IOException {
    List<String> next = new ArrayList<>();
    int characters = 0;
    while (next.size() < MOST_RECORDS && characters < MOST_CHARACTERS) {
      Optional<String> line = lines.next();
      if (line.isEmpty()) {
        break;
      }
      next.add(line.get());
      characters += line.get().length();
    }
    batch = next;
    return !next.isEmpty();
  }

  /** Sends what was taken up until it is taken or refused; returns whether to go on. */
  private boolean send(Collector to) throws InterruptedException {
    LogsRequest request = LogsRequest.of(resource, current());
    long pause = FIRST_PAUSE_MILLIS;
    int last = 0;
    while (request.records() > 0) {
      last += isEnding() ? 1 : 0;
      switch (to.send(request, patience)) {
        case Collector.Answer.Taken(long rejected) -> {
          done(request, Math.min(rejected, request.records()), "it rejected some of them");
          return true;
        }
        case Collector.Answer.Refused(String what) -> {
          done(request, request.records(), what);
          pause(pause); // one that refuses everything is not asked all the time
          return true;
        }
        case Collector.Answer.Later(String what, var after) -> {
          again(what);
          if (last == LAST_TRIES) {
            return false;
          }
          long spread = pause / 2 + random.nextLong(pause / 2 + 1);
          pause(Math.min(LONGEST_PAUSE_MILLIS, after.orElse(0) * 1_000 + spread));
          pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
      }
    }
    done(request, 0, "");
    return true;
  }

  private synchronized List<String> current() {
    return batch;
  }

  private synchronized void again(String what) {
    why = what;
  }

  private synchronized void done(LogsRequest request, long rejected, String what) {
    taken += request.records() - rejected;
    missed += rejected + request.unreadable();
    batch = List.of();
    if (rejected > 0) {
      why = what;
    } else if (request.unreadable() > 0) {
      why = "they are no entries of a ledger";
    }
  }
}
