/**
 * The way from the gateway to the world: which addresses are never dialled, and dialling exactly an
 * address that was checked. No HTTP and no TLS here.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.gateway.upstream;
