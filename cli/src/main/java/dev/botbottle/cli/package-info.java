/** The program bottle. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.cli;
