/**
 * What may leave a bottle, and the decision about each request. Data and pure functions: no
 * sockets, files, clocks or randomness.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.policy;
