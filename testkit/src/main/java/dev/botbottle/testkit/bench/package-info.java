/** Programs of {@code ./bench gateway}: a server of events, and a client that reads the clock. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.testkit.bench;
