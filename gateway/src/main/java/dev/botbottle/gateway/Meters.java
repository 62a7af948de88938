package dev.botbottle.gateway;

import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.policy.ByteSize;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.TrafficLimits;
import java.util.IdentityHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What the policy's limits leave of a session, counted over all its connections: those of the route
 * and those of the session both hold. What would go beyond a limit is not begun, or not passed on.
 */
final class Meters {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final String WAIT = "wait, or ask for fewer things at a time; ";

  private final LongSupplier nanos;

  /** Guards the state of all meters, so that a request is counted by both of its own or neither. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Meter session;

  /** Of the routes that have limits. */
  private final IdentityHashMap<Route, Meter> routes = new IdentityHashMap<>();

  /**
   * Meters that stand at zero.
   *
   * @param nanos a clock that only goes forward
   */
  Meters(Policy policy, LongSupplier nanos) {
    this.nanos = nanos;
    this.session = new Meter(policy.limits(), "all routes together", "in \"limits\" of \"egress\"");
    for (Route route : policy.routes()) {
      if (!route.limits().isNone()) {
        String where = "in \"limits\" of the route at " + route.origin();
        routes.put(route, new Meter(route.limits(), "the route to " + route.host(), where));
      }
    }
  }

  /**
   * Begins a request, WebSocket or tunnel that the policy allows.
   *
   * @throws LimitReached when there may not be one more of them now
   */
  Ticket enter(Route route) throws LimitReached {
    boolean limited = !route.limits().isNone();
    if (!limited && session.limits.isNone()) {
      return Ticket.FREE;
    }
    Meter own = limited ? routes.get(route) : new Meter(TrafficLimits.NONE, "", "");
    if (own == null) {
      throw new IllegalStateException("a limited route that is not of this session's policy");
    }
    long now = nanos.getAsLong();
    lock.lock();
    try {
      own.checkEntry(now);
      session.checkEntry(now);
      own.enter(now);
      session.enter(now);
      return new Counted(own);
    } finally {
      lock.unlock();
    }
  }

  private final class Counted implements Ticket {
    private final Meter own;
    private boolean closed; // guarded by the lock
    private boolean sent; // of the exchange's thread

    private Counted(Meter own) {
      this.own = own;
    }

    @Override
    public void out(long bytes) throws LimitReached {
      lock.lock();
      try {
        expectOut(bytes);
        own.out += bytes;
        session.out += bytes;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void in(long bytes) throws LimitReached {
      lock.lock();
      try {
        expectIn(bytes);
        own.in += bytes;
        session.in += bytes;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void expectOut(long bytes) throws LimitReached {
      lock.lock();
      try {
        own.checkOut(bytes);
        session.checkOut(bytes);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void expectIn(long bytes) throws LimitReached {
      lock.lock();
      try {
        own.checkIn(bytes);
        session.checkIn(bytes);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void out(RequestHead head) throws LimitReached {
      if (sent) {
        again();
      }
      sent = true;
      Ticket.super.out(head);
    }

    private void again() throws LimitReached {
      long now = nanos.getAsLong();
      lock.lock();
      try {
        own.checkRate(now);
        session.checkRate(now);
        own.count(now);
        session.count(now);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (!closed) {
          closed = true;
          own.underWay--;
          session.underWay--;
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** One set of limits with what was used of it. */
  private static final class Meter {
    private final TrafficLimits limits;
    private final String whose;
    private final String where;

    /** When the last requests began, the oldest of them at {@link #oldest} once it is full. */
    private final long[] begun;

    private int count;
    private int oldest;
    private long underWay;
    private long out;
    private long in;

    private Meter(TrafficLimits limits, String whose, String where) {
      this.limits = limits;
      this.whose = whose;
      this.where = where;
      this.begun = new long[(int) limits.requestsPerMinute().orElse(0)];
    }

    private void checkEntry(long now) throws LimitReached {
      if (limits.connections().isPresent() && underWay >= limits.connections().getAsLong()) {
        throw tooMany(
            "limit:connections",
            whose
                + " may have "
                + limits.connections().getAsLong()
                + " requests under way at a time",
            "\"connections\"",
            1);
      }
      checkRate(now);
    }

    private void checkRate(long now) throws LimitReached {
      if (begun.length > 0 && count == begun.length) {
        long left = begun[oldest] + MINUTE - now;
        if (left > 0) {
          throw tooMany(
              "limit:requests",
              whose + " may begin " + begun.length + " requests a minute",
              "\"requestsPerMinute\"",
              (int) (TimeUnit.NANOSECONDS.toSeconds(left) + 1));
        }
      }
    }

    private void enter(long now) {
      underWay++;
      count(now);
    }

    private void count(long now) {
      if (begun.length == 0) {
        return;
      }
      if (count < begun.length) {
        begun[count++] = now;
      } else {
        begun[oldest] = now;
        oldest = (oldest + 1) % begun.length;
      }
    }

    private void checkOut(long bytes) throws LimitReached {
      if (limits.bytesOut().isPresent() && bytes > limits.bytesOut().getAsLong() - out) {
        throw spent("limit:bytes-out", "send", limits.bytesOut().getAsLong(), "\"bytesOut\"");
      }
    }

    private void checkIn(long bytes) throws LimitReached {
      if (limits.bytesIn().isPresent() && bytes > limits.bytesIn().getAsLong() - in) {
        throw spent("limit:bytes-in", "receive", limits.bytesIn().getAsLong(), "\"bytesIn\"");
      }
    }

    private LimitReached tooMany(String rule, String reason, String key, int seconds) {
      return new LimitReached(
          Refusal.tooMany(rule, reason, WAIT + "the user can raise " + key + " " + where, seconds));
    }

    private LimitReached spent(String rule, String verb, long limit, String key) {
      return new LimitReached(
          Refusal.forbidden(
              rule,
              whose
                  + " may "
                  + verb
                  + " "
                  + ByteSize.shown(limit)
                  + " bytes in one session, and this would be more",
              "the user can raise " + key + " " + where + " and start anew"));
    }
  }
}
