/**
 * The bottle's name server: it answers allowed names with synthetic addresses of the session and
 * never asks anyone. Bytes come from the agent and are hostile.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.gateway.dns;
