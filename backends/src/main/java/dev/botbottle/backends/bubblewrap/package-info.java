/**
 * Bottles made of Linux namespaces by bubblewrap, for an ordinary user or root.
 *
 * <p>Processes: a <em>holder</em> keeps a user and a network namespace; a short-lived <em>listener
 * program</em> opens the gateway's sockets there and hands them over; the <em>gateway</em> runs
 * confined in the host's network; the <em>sandbox</em> runs the agent in the holder's network.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.backends.bubblewrap;
