/**
 * Undoing content codings (RFC 9110, section 8.4.1) as the bytes come, to see what a receiver will
 * see. Nothing here touches a socket; what is not sound is a {@code MalformedMessage}.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.gateway.coding;
