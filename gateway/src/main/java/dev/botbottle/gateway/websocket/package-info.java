/**
 * Frames of WebSocket (RFC 6455 §5): read without keeping their payload, inflated where its sides
 * agreed on that (RFC 7692), and written anew. Knows streams, no sockets, routes or secrets. See
 * {@code docs/decisions/0020-websocket-frames.md}.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.gateway.websocket;
