package dev.botbottle.gateway;

import dev.botbottle.gateway.http2.StreamMemory;
import java.util.concurrent.Semaphore;

/**
 * What all HTTP/2 connections of a gateway share.
 *
 * @param memory what their streams hold
 * @param places one for each request that may be served at once
 */
record StreamLimits(StreamMemory memory, Semaphore places) {
  /**
   * One that stands still both ways holds some 270 kB, a connection of HTTP/1.1 with half a head
   * 160: so many of either fit into the gateway's heap of 64 MB.
   */
  private static final int PLACES = 160;

  /** Never more requests than there may be connections that speak HTTP/1.1. */
  static StreamLimits of(Limits limits) {
    int places = Math.min(PLACES, limits.maxConnections());
    return new StreamLimits(StreamMemory.standard(), new Semaphore(places));
  }
}
