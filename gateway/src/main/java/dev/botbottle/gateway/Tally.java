package dev.botbottle.gateway;

/** Counts bytes before they are passed on. */
@FunctionalInterface
interface Tally {
  /** Counts them, or refuses: then none of them may be passed on. */
  void add(long bytes) throws LimitReached;
}
