package dev.botbottle.gateway.http;

import io.netty.util.internal.logging.InternalLoggerFactory;

/** What Netty's classes look for when the first of them is loaded. */
public final class NettySettings {
  private NettySettings() {}

  /** Puts them in place; to be called before the first codec is made. */
  public static void install() {
    InternalLoggerFactory.setDefaultFactory(new SilentLogging());
    // All our buffers are made by themselves. The pool that Netty makes beside them, unasked, was
    // never taken from: half a megabyte of each gateway (decision 35).
    System.setProperty("io.netty.allocator.type", "unpooled");
  }
}
