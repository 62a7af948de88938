/**
 * HTTP/2 (RFC 9113) as streams that blocking code reads and writes: frames, header blocks, flow
 * control, and what a peer must not do. Knows nothing of policies, scanning or sockets.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.gateway.http2;
