package dev.botbottle.policy;

/** What the gateway does with TLS on a route. */
public enum TlsMode {
  /** Terminates it with the session's own CA and looks inside. */
  INTERCEPT,
  /** Passes it on unread after reading the whole ClientHello; shown as a gap. */
  PASSTHROUGH
}
