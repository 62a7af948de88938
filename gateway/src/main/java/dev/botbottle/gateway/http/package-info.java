/**
 * HTTP/1.1 messages: heads and bodies read by Netty's decoders as pure parsers and written again
 * from their parts, never copied through. Knows streams, no sockets, routes or secrets. See {@code
 * docs/decisions/0003-http-codecs.md}.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.gateway.http;
