/** Programs of {@code ./bench gateway}: a server that costs little, and a client that counts. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.testkit.bench;
