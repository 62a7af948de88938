/** System calls that only tests need. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.posix;
