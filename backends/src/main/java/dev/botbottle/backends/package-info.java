/** Where a bottle runs. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.backends;
