/**
 * The only way out of a bottle: from an accepted connection to the server's answer, in this order.
 * {@code Connection} finds out what a client speaks, {@code Addressing} whom it means, {@code
 * Conversation} takes its requests one by one, {@code Gatekeeper} decides about each from its head
 * and makes the head that goes out, {@code Exchange} carries it out, with {@code Upload} and {@code
 * OutwardBody} for what leaves and {@code InwardBody} for what comes back. Nothing here decides
 * what a policy means ({@code dev.botbottle.policy}) or what a secret looks like ({@code
 * dev.botbottle.scan}), and nothing resolves or chooses an address.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.gateway;
