package dev.botbottle.policy;

/**
 * A place to dial instead of the route's own name.
 *
 * @param host a name or an address literal
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {}
