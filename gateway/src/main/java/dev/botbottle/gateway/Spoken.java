package dev.botbottle.gateway;

/** Which HTTP an exchange can be had in. */
enum Spoken {
  /** HTTP/1.1 and nothing else: what follows an upgrade is no HTTP. */
  ONLY_1,
  /** HTTP/1.1 as its client does, or HTTP/2 with a server that speaks no other. */
  RATHER_1,
  /** HTTP/2 as its client does, or HTTP/1.1. */
  RATHER_2
}
