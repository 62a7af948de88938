package dev.botbottle.gateway;

import dev.botbottle.gateway.http2.WindowBudget;
import java.util.concurrent.Semaphore;

/**
 * What all HTTP/2 connections of a gateway share.
 *
 * @param windows memory by which the windows of streams grow
 * @param places one for each request that may be served at once
 */
record StreamLimits(WindowBudget windows, Semaphore places) {
  /** As many requests as there may be connections that speak HTTP/1.1. */
  static StreamLimits of(Limits limits) {
    return new StreamLimits(WindowBudget.standard(), new Semaphore(limits.maxConnections()));
  }
}
