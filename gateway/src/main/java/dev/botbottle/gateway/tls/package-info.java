/**
 * TLS on both sides of the gateway: the session's own authority and its leaf certificates towards
 * the bottle, verification against real roots towards the world, and the reading of a ClientHello.
 * No policy is decided here.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.gateway.tls;
