package dev.botbottle.gateway.websocket;

/** How one side may compress its messages (permessage-deflate, RFC 7692 §7). */
public enum Compression {
  /** Not at all. */
  NONE,
  /** Each message by itself: without context takeover (§7.1.1). */
  ALONE,
  /** A message may repeat what stood in those before it. */
  LINKED
}
